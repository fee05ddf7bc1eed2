package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Commit;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Found;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Origin;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.RowChange;
import dev.holdfast.store.Batch;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The changes after a state that lies before those of {@link RecentChanges}, as the store's own
 * history tells them. For one reader at a time; {@link #close} may be called by any thread.
 */
public final class OlderChanges implements AutoCloseable {

  private static final Duration PROGRESS = Duration.ofMillis(100);

  private final Watch watch;
  private final Queue<Found> ready = new ArrayDeque<>();
  private Optional<CompletableFuture<WatchResponse>> asked = Optional.empty();
  private List<RowChange> unfinished = new ArrayList<>();
  private Floor position;

  private OlderChanges(Watch watch, Floor position) {
    this.watch = watch;
    this.position = position;
  }

  /**
   * Opens the changes after a state.
   *
   * @param store the store
   * @param floor the state
   * @param patience how long to wait for the store
   * @throws StoreException {@code COMPACTED} if the store's history does not reach back so far
   */
  public static OlderChanges after(Store store, Floor floor, Duration patience) {
    Watch watch =
        store.watch(
            WatchRequest.after(floor.revision(), KeyRange.prefix(Layout.RECORDS))
                .inHistory(floor.historyId())
                .withPrevious()
                .progressEvery(PROGRESS));
    OlderChanges changes = new OlderChanges(watch, floor);
    try {
      if (changes.draw(patience).isEmpty()) {
        throw new DataStoreException(
            Reason.AWAY, "the store did not answer within " + patience + "; try again later");
      }
      // A store that does not know them says so only when it is asked for them.
      changes.draw(patience).ifPresent(changes::take);
      return changes;
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  /**
   * Waits for the next commit.
   *
   * @param atMost how long to wait
   * @throws StoreException if the store's watch has ended
   */
  public Found await(Duration atMost) {
    if (ready.isEmpty()) {
      draw(atMost).ifPresent(this::take);
    }
    return ready.isEmpty() ? new Found(Optional.empty(), position) : ready.remove();
  }

  private Optional<WatchResponse> draw(Duration atMost) {
    CompletableFuture<WatchResponse> next = asked.orElseGet(watch::next);
    asked = Optional.of(next);
    Optional<WatchResponse> response = Waits.await(next, atMost);
    if (response.isPresent()) {
      asked = Optional.empty();
    }
    return response;
  }

  private void take(WatchResponse response) {
    if (response instanceof WatchResponse.Batches batches) {
      batches.batches().forEach(this::take);
    } else if (response instanceof WatchResponse.Progress progress) {
      advance(progress.revision());
    }
  }

  private void take(Batch batch) {
    for (Event event : batch.events()) {
      RowChange.of(event).ifPresent(unfinished::add);
    }
    if (batch.part() == Batch.Part.LAST) {
      Floor before = position;
      advance(batch.revision());
      if (!unfinished.isEmpty()) {
        Commit commit = new Commit(before, position, unfinished, Origin.COMMIT);
        ready.add(new Found(Optional.of(commit), position));
      }
      unfinished = new ArrayList<>();
    }
  }

  private void advance(long revision) {
    position = new Floor(position.historyId(), Math.max(revision, position.revision()));
  }

  /** Ends the store's watch. */
  @Override
  public void close() {
    watch.close();
  }
}
