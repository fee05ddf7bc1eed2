package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Commit;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Cursor;
import dev.holdfast.datastore.cache.internal.feed.RecentChanges.Found;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.state.RowChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A stream of the changes that a {@link CachedDataStore} has applied. */
final class CachedChangeStream implements ChangeStream {

  /** How long one wait lasts before it is looked whether the stream was closed. */
  private static final Duration TURN = Duration.ofMillis(200);

  private final RecentChanges changes;
  private final Records records;
  private final Set<RecordKind> kinds;

  /** Those of the kinds of which a load does not tell what became of the records. */
  private final Set<RecordKind> bounded;

  private long place;
  private volatile Floor position;
  private volatile boolean closed;

  private CachedChangeStream(
      RecentChanges changes,
      Records records,
      Set<RecordKind> kinds,
      Set<RecordKind> bounded,
      Cursor cursor) {
    this.changes = changes;
    this.records = records;
    this.kinds = kinds;
    this.bounded = bounded;
    this.place = cursor.place();
    this.position = cursor.position();
  }

  static CachedChangeStream open(
      RecentChanges changes, Records records, Set<RecordKind> bounded, ChangeRequest request) {
    Cursor cursor = request.floor().map(changes::after).orElseGet(changes::end);
    Set<RecordKind> untold =
        request.kinds().stream().filter(bounded::contains).collect(Collectors.toSet());
    return new CachedChangeStream(changes, records, request.kinds(), untold, cursor);
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
      Found found = changes.await(place, Duration.ofNanos(Math.min(left, TURN.toNanos())));
      if (found.commit().isEmpty()) {
        advance(found.position());
        if (left == 0) {
          return Optional.empty();
        }
        continue;
      }
      Commit commit = found.commit().get();
      if (commit.straddles(position) || isUntold(commit)) {
        throw RecentChanges.compacted(position, commit.floor());
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
  }
}
