package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.RecordKind;
import java.util.Optional;

/**
 * What one commit did to one record.
 *
 * @param kind the record's kind
 * @param operation what happened to it
 * @param name the record's {@link dev.holdfast.datastore.IdentityRecord#key}
 * @param row the row after the change; nothing where it was deleted
 */
public record RowChange(
    RecordKind kind, Change.Operation operation, String name, Optional<Row> row) {

  /** Returns the change from one row to another, where there is one. */
  static Optional<RowChange> between(Optional<Row> before, Optional<Row> after) {
    if (after.isEmpty()) {
      return before.map(
          row -> new RowChange(row.kind(), Change.Operation.DELETED, row.name(), Optional.empty()));
    }
    Row row = after.get();
    boolean updated = before.isPresent() && before.get().createRevision() == row.createRevision();
    return Optional.of(
        new RowChange(
            row.kind(),
            updated ? Change.Operation.UPDATED : Change.Operation.CREATED,
            row.name(),
            after));
  }
}
