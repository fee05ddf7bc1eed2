package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A row of the latest entries.
 *
 * @param entry the entry
 */
record EntryRow(KeyValue entry) implements Insert.Row {

  static final int FIELDS = 5;

  /** Reads {@link SqlSchema#entryFields} from the current row, behind an offset. */
  static KeyValue read(ResultSet row, int offset) throws SQLException {
    return new KeyValue(
        Bytes.wrap(row.getBytes(offset + 1)),
        Bytes.wrap(row.getBytes(offset + 2)),
        row.getLong(offset + 3),
        row.getLong(offset + 4),
        row.getLong(offset + 5));
  }

  @Override
  public void bind(PreparedStatement upsert, int offset) throws SQLException {
    upsert.setBytes(offset + 1, entry.key().toByteArray());
    upsert.setBytes(offset + 2, entry.value().toByteArray());
    upsert.setLong(offset + 3, entry.createRevision());
    upsert.setLong(offset + 4, entry.modRevision());
    upsert.setLong(offset + 5, entry.version());
  }

  @Override
  public int bytes() {
    return entry.serializedSize();
  }
}
