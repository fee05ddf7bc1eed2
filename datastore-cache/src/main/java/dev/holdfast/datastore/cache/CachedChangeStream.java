package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.OlderChanges;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Commit;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Cursor;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Found;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.state.RowChange;
import dev.holdfast.datastore.cache.internal.write.StoreFailures;
import dev.holdfast.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A stream of the changes that a {@link CachedDataStore} has applied: those of the last while as it
 * keeps them, earlier ones as the store's history tells them.
 */
final class CachedChangeStream implements ChangeStream {

  /** How long one wait lasts before it is looked whether the stream was closed. */
  private static final Duration TURN = Duration.ofMillis(200);

  private final RecentChanges changes;
  private final Records records;
  private final Set<RecordKind> kinds;

  /** Those of the kinds of which a load does not tell what became of the records. */
  private final Set<RecordKind> bounded;

  /** What is read until everything after the position is kept here. */
  private volatile Optional<OlderChanges> older = Optional.empty();

  private long place;
  private volatile Floor position;
  private volatile boolean closed;

  private CachedChangeStream(
      RecentChanges changes,
      Records records,
      Set<RecordKind> bounded,
      ChangeRequest request,
      Cursor cursor) {
    this.changes = changes;
    this.records = records;
    this.kinds = request.kinds();
    this.bounded = kinds.stream().filter(bounded::contains).collect(Collectors.toSet());
    this.place = cursor.place();
    this.position = cursor.position();
  }

  /**
   * Opens a stream.
   *
   * @param changes what is kept
   * @param records decodes rows
   * @param bounded the kinds of which not all records are held
   * @param history opens the changes after a state, as the store tells them
   * @param request which changes
   */
  static CachedChangeStream open(
      RecentChanges changes,
      Records records,
      Set<RecordKind> bounded,
      Function<Floor, OlderChanges> history,
      ChangeRequest request) {
    Optional<Floor> floor = request.floor();
    Optional<Cursor> kept =
        floor.isPresent() ? floor.flatMap(changes::after) : Optional.of(changes.end());
    if (kept.isPresent()) {
      return new CachedChangeStream(changes, records, bounded, request, kept.get());
    }
    Cursor nowhere = new Cursor(0, floor.orElseThrow());
    CachedChangeStream stream = new CachedChangeStream(changes, records, bounded, request, nowhere);
    stream.older = floor.map(it -> askStore(it, () -> history.apply(it)));
    return stream;
  }

  private static <T> T askStore(Floor position, Supplier<T> question) {
    try {
      return question.get();
    } catch (StoreException e) {
      throw switch (e.reason()) {
        case COMPACTED ->
            new DataStoreException(
                Reason.COMPACTED,
                "neither this server nor its store keeps the changes after revision "
                    + position.revision()
                    + " any longer; list anew",
                e);
        case HISTORY_CHANGED ->
            new DataStoreException(
                Reason.HISTORY_CHANGED,
                "the store is no longer in history " + position.historyId() + "; list anew",
                e);
        default -> StoreFailures.ofRead(e);
      };
    }
  }

  @Override
  public ChangeSet next() {
    while (true) {
      Optional<ChangeSet> next = next(TURN);
      if (next.isPresent()) {
        return next.get();
      }
    }
  }

  @Override
  public Optional<ChangeSet> next(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      if (closed) {
        throw new DataStoreException(Reason.CANCELLED, "the stream was closed");
      }
      long left = Math.max(0, deadline - System.nanoTime());
      Found found = await(Duration.ofNanos(Math.min(left, TURN.toNanos())));
      if (found.commit().isEmpty()) {
        advance(found.position());
        if (left == 0) {
          return Optional.empty();
        }
        continue;
      }
      Commit commit = found.commit().get();
      if (commit.straddles(position) || isUntold(commit)) {
        throw new DataStoreException(
            Reason.COMPACTED,
            "the server had to load its state anew at revision "
                + commit.floor().revision()
                + ", and cannot tell the changes from revision "
                + position.revision()
                + " up to it; list anew");
      }
      place++;
      if (commit.isKnownAt(position)) {
        continue;
      }
      List<Change> told = told(commit);
      position = found.position();
      if (!told.isEmpty()) {
        return Optional.of(new ChangeSet(position, told));
      }
    }
  }

  private Found await(Duration atMost) {
    older.flatMap(it -> changes.after(position)).ifPresent(this::goOnAt);
    return older
        .map(it -> askStore(position, () -> it.await(atMost)))
        .orElseGet(() -> changes.await(place, atMost));
  }

  /** Goes on with what is kept here. */
  private void goOnAt(Cursor cursor) {
    older.ifPresent(OlderChanges::close);
    older = Optional.empty();
    place = cursor.place();
  }

  /** Returns whether a commit is a load that leaves open what became of records of some kind. */
  private boolean isUntold(Commit commit) {
    return !bounded.isEmpty()
        && commit.origin() == RecentChanges.Origin.LOAD
        && !commit.before().equals(commit.floor())
        && !commit.isKnownAt(position);
  }

  /** Moves the position to where nothing is left behind, but not back behind where it began. */
  private void advance(Floor known) {
    if (!known.historyId().equals(position.historyId()) || known.revision() > position.revision()) {
      position = known;
    }
  }

  private List<Change> told(Commit commit) {
    return commit.changes().stream()
        .filter(change -> kinds.contains(change.kind()))
        .map(change -> told(change, commit.floor()))
        .toList();
  }

  private Change told(RowChange change, Floor floor) {
    return new Change(
        change.kind(),
        change.operation(),
        change.name(),
        change.after().map(row -> records.record(row, floor.historyId())));
  }

  @Override
  public Floor position() {
    return position;
  }

  @Override
  public void close() {
    closed = true;
    older.ifPresent(OlderChanges::close);
  }
}
