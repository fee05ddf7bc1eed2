package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Change.Operation;
import dev.holdfast.datastore.RecordKind;
import java.util.Optional;

/**
 * What one commit did to one record.
 *
 * @param operation what happened to the record
 * @param row the row after the change; the last one before it where the record was deleted
 */
public record RowChange(Operation operation, Row row) {

  /** Returns the change from one row to another, where there is one. */
  static Optional<RowChange> between(Optional<Row> before, Optional<Row> after) {
    if (after.isEmpty()) {
      return before.map(row -> new RowChange(Operation.DELETED, row));
    }
    boolean updated =
        before.isPresent() && before.get().createRevision() == after.get().createRevision();
    return after.map(row -> new RowChange(updated ? Operation.UPDATED : Operation.CREATED, row));
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
