package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Change.Operation;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many records of bounded kinds there are. What became of one is told by its revisions, since
 * the one before is not held. Not thread-safe.
 */
final class BoundedCounts {

  private final Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
  private boolean changed;

  BoundedCounts(Map<RecordKind, Long> counts) {
    this.counts.putAll(counts);
  }

  Map<RecordKind, Long> counts() {
    return counts;
  }

  /** Returns whether any of the records has changed, or may have. */
  boolean isChanged() {
    return changed;
  }

  void clear() {
    changed = !counts.isEmpty();
    counts.replaceAll((kind, count) -> 0L);
  }

  void add(RecordKind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  /**
   * Takes what was put.
   *
   * @param row its row, if it can be read
   * @param wasReadable whether what was there before, if anything, could be
   */
  Optional<RowChange> put(
      RecordKind kind, KeyValue stored, Optional<Row> row, boolean wasReadable) {
    boolean wasThere = wasReadable && stored.createRevision() != stored.modRevision();
    if (row.isEmpty()) {
      return wasThere ? delete(kind, stored.key(), true) : Optional.empty();
    }
    changed = true;
    if (!wasThere) {
      add(kind);
    }
    return row.map(it -> new RowChange(wasThere ? Operation.UPDATED : Operation.CREATED, it));
  }

  /**
   * Takes what was deleted.
   *
   * @param wasReadable whether it could be read
   */
  Optional<RowChange> delete(RecordKind kind, Bytes key, boolean wasReadable) {
    if (!wasReadable) {
      return Optional.empty();
    }
    changed = true;
    counts.merge(kind, -1L, Long::sum);
    return Optional.of(new RowChange(Operation.DELETED, PlainRow.named(kind, key)));
  }
}
