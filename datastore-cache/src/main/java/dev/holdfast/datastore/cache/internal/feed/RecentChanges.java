package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.state.RowChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The changes of the last while, commit by commit. Thread-safe.
 *
 * <p>Commits are numbered by their place, so that a reader goes on gaplessly whatever becomes of
 * revisions.
 */
public final class RecentChanges {

  private final long keepNanos;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final NavigableMap<Long, Kept> kept = new TreeMap<>();

  /** The place of the next commit. */
  private long nextPlace;

  /** Everything after this state is kept. */
  private Optional<Floor> start = Optional.empty();

  /** Everything up to this state has been told. */
  private Optional<Floor> head = Optional.empty();

  private boolean closed;

  RecentChanges(Duration keep, LongSupplier nanoTime) {
    this.keepNanos = keep.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Where changes come from. */
  public enum Origin {
    /** One commit of the store. */
    COMMIT,
    /** The state was loaded anew: the changes are those of any number of commits. */
    LOAD
  }

  /**
   * The changes of one commit, or of a load.
   *
   * @param before the state before
   * @param floor the state with the changes
   * @param changes the changes
   * @param origin where they come from
   */
  public record Commit(Floor before, Floor floor, List<RowChange> changes, Origin origin) {

    /** Copies the changes. */
    public Commit {
      changes = List.copyOf(changes);
    }

    /**
     * Returns whether a reader who knows everything up to a state knows these changes. Those of a
     * load that took no revision are known to nobody: it corrected the state.
     *
     * @param position the state
     */
    public boolean isKnownAt(Floor position) {
      return floor.historyId().equals(position.historyId())
          && (floor.revision() < position.revision()
              || (floor.revision() == position.revision() && !before.equals(floor)));
    }

    /**
     * Returns whether a reader who knows everything up to a state lies between the commits of which
     * these are the changes, so that they cannot be told apart.
     *
     * @param position the state
     */
    public boolean straddles(Floor position) {
      return origin == Origin.LOAD
          && before.historyId().equals(position.historyId())
          && before.revision() < position.revision()
          && !isKnownAt(position);
    }
  }

  /**
   * Where a reader is.
   *
   * @param place the place of the next commit
   * @param position the state up to which the reader knows everything
   */
  public record Cursor(long place, Floor position) {}

  /**
   * What a reader finds at a place.
   *
   * @param commit the commit, where there is one
   * @param position the state up to which the reader is told everything
   */
  public record Found(Optional<Commit> commit, Floor position) {}

  private record Kept(Commit commit, long since) {}

  /** Begins anew with a state that nothing is known to lie before. */
  void begin(Floor floor) {
    lock.lock();
    try {
      start = Optional.of(floor);
      append(List.of(), floor);
    } finally {
      lock.unlock();
    }
  }

  /** Appends commits, after which everything up to a state has been told. */
  void append(List<Commit> commits, Floor floor) {
    long now = nanoTime.getAsLong();
    lock.lock();
    try {
      for (Commit commit : commits) {
        kept.put(nextPlace++, new Kept(commit, now));
        if (!commit.before().historyId().equals(commit.floor().historyId())) {
          start = Optional.of(commit.floor());
        }
      }
      head = Optional.of(floor);
      while (!kept.isEmpty() && now - kept.firstEntry().getValue().since() > keepNanos) {
        forget(kept.pollFirstEntry().getValue().commit().floor());
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void forget(Floor floor) {
    if (start.isPresent()
        && start.get().historyId().equals(floor.historyId())
        && start.get().revision() < floor.revision()) {
      start = Optional.of(floor);
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the place behind all commits, and the state there. */
  public Cursor end() {
    lock.lock();
    try {
      return new Cursor(nextPlace, head.orElseThrow(RecentChanges::notLoaded));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the place of the first commit after a state; nothing if not all of them are kept, each
   * by itself.
   *
   * @param floor the state; it may lie ahead of this server
   * @throws DataStoreException {@code OUT_OF_RANGE} if it belongs to another history
   */
  public Optional<Cursor> after(Floor floor) {
    lock.lock();
    try {
      requireOpen();
      Floor known = start.orElseThrow(RecentChanges::notLoaded);
      if (!known.historyId().equals(floor.historyId())) {
        throw new DataStoreException(
            Reason.HISTORY_CHANGED,
            "the floor belongs to history "
                + floor.historyId()
                + ", and the store is in history "
                + known.historyId()
                + "; list anew");
      }
      if (floor.revision() < known.revision()) {
        return Optional.empty();
      }
      for (Map.Entry<Long, Kept> candidate : kept.entrySet()) {
        Commit commit = candidate.getValue().commit();
        if (commit.floor().historyId().equals(floor.historyId()) && !commit.isKnownAt(floor)) {
          return commit.straddles(floor)
              ? Optional.empty()
              : Optional.of(new Cursor(candidate.getKey(), floor));
        }
      }
      return Optional.of(new Cursor(nextPlace, floor));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the commit at a place.
   *
   * @param place the place
   * @param atMost how long to wait
   * @throws DataStoreException {@code RESOURCE_EXHAUSTED} if the commit is no longer kept
   */
  public Found await(long place, Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    lock.lock();
    try {
      while (true) {
        requireOpen();
        Kept found = kept.get(place);
        if (found != null) {
          return new Found(Optional.of(found.commit()), found.commit().floor());
        }
        if (place < nextPlace) {
          throw new DataStoreException(
              Reason.SLOW_CONSUMER,
              "the stream's reader is behind the changes that are kept; list anew, or open a stream"
                  + " after its position while that is kept");
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return new Found(Optional.empty(), head.orElseThrow(RecentChanges::notLoaded));
        }
        long unused = grown.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataStoreException(Reason.CANCELLED, "interrupted while waiting for changes", e);
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new DataStoreException(Reason.CLOSED, "the DataStore has been closed");
    }
  }

  private static DataStoreException notLoaded() {
    return new DataStoreException(Reason.NOT_LOADED, "the first load is not done yet");
  }
}
