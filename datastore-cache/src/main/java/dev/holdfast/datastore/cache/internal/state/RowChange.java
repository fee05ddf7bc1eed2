package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Change.Operation;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyValue;
import java.util.Optional;

/**
 * What one commit did to one record.
 *
 * @param operation what happened to the record
 * @param row the row after the change; the last one before it where the record was deleted
 */
public record RowChange(Operation operation, Row row) {

  /** Returns the change from one row to another, where there is one. */
  static Optional<RowChange> between(
      Optional<? extends Row> before, Optional<? extends Row> after) {
    if (after.isEmpty()) {
      return before.map(row -> new RowChange(Operation.DELETED, row));
    }
    boolean updated =
        before.isPresent() && before.get().createRevision() == after.get().createRevision();
    return after.map(row -> new RowChange(updated ? Operation.UPDATED : Operation.CREATED, row));
  }

  /**
   * Returns what an event did to a record, if to any that can be read.
   *
   * @param event an event that tells the entry before
   */
  public static Optional<RowChange> of(Event event) {
    return Layout.kindOf(event.key())
        .flatMap(
            kind -> {
              Optional<KeyValue> after =
                  event instanceof Event.Put put ? Optional.of(put.entry()) : Optional.empty();
              return between(
                  event.previous().flatMap(stored -> PlainRow.of(kind, stored)),
                  after.flatMap(stored -> PlainRow.of(kind, stored)));
            });
  }

  /** Returns the record's kind. */
  public RecordKind kind() {
    return row.kind();
  }

  /** Returns the record's {@link dev.holdfast.datastore.IdentityRecord#key}. */
  public String name() {
    return row.name();
  }

  /** Returns the row after the change; nothing where the record was deleted. */
  public Optional<Row> after() {
    return operation == Operation.DELETED ? Optional.empty() : Optional.of(row);
  }
}
