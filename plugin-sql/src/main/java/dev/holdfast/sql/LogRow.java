package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.engine.ChangeLog.Commit;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A row of the log: an event, and the nonce of the commit that it belongs to.
 *
 * @param event the event, with the entry before
 * @param sequence its place in its commit
 * @param nonce the nonce
 */
record LogRow(Event event, int sequence, long nonce) implements Insert.Row {

  /** The order of events. */
  static final Comparator<LogRow> IN_ORDER =
      Comparator.<LogRow>comparingLong(row -> row.event().revision())
          .thenComparingInt(LogRow::sequence);

  static final int PUT = 1;
  static final int DELETE = 2;

  static final int FIELDS = 12;

  /** Reads {@link SqlSchema#logFields} from the current row. */
  static LogRow read(ResultSet row, int offset) throws SQLException {
    long revision = row.getLong(offset + 1);
    Bytes key = Bytes.wrap(row.getBytes(offset + 3));
    Optional<KeyValue> previous = readPrevious(row, key, offset + 8);
    Event event =
        row.getInt(offset + 4) == PUT
            ? new Event.Put(
                new KeyValue(
                    key,
                    Bytes.wrap(row.getBytes(offset + 5)),
                    row.getLong(offset + 6),
                    revision,
                    row.getLong(offset + 7)),
                previous)
            : new Event.Delete(key, revision, previous);
    return new LogRow(event, row.getInt(offset + 2), row.getLong(offset + FIELDS));
  }

  /** Reads the nonce alone, where a row has one. */
  static Optional<Long> readNonce(ResultSet row, int offset) throws SQLException {
    long nonce = row.getLong(offset + FIELDS);
    return row.wasNull() ? Optional.empty() : Optional.of(nonce);
  }

  /** Reads value, create revision, mod revision and version of the entry before, from a column. */
  static Optional<KeyValue> readPrevious(ResultSet row, Bytes key, int column) throws SQLException {
    long modRevision = row.getLong(column + 2);
    if (row.wasNull()) {
      return Optional.empty();
    }
    return Optional.of(
        new KeyValue(
            key,
            Bytes.wrap(row.getBytes(column)),
            row.getLong(column + 1),
            modRevision,
            row.getLong(column + 3)));
  }

  /** Returns the rows of a commit. */
  static List<LogRow> of(Commit commit, long nonce) {
    List<LogRow> rows = new ArrayList<>();
    for (Event event : commit.events()) {
      rows.add(new LogRow(event, rows.size(), nonce));
    }
    return rows;
  }

  @Override
  public void bind(PreparedStatement insert, int offset) throws SQLException {
    insert.setLong(offset + 1, event.revision());
    insert.setInt(offset + 2, sequence);
    insert.setBytes(offset + 3, event.key().toByteArray());
    if (event instanceof Event.Put put) {
      insert.setInt(offset + 4, PUT);
      insert.setBytes(offset + 5, put.entry().value().toByteArray());
      insert.setLong(offset + 6, put.entry().createRevision());
      insert.setLong(offset + 7, put.entry().version());
    } else {
      insert.setInt(offset + 4, DELETE);
      insert.setNull(offset + 5, Types.BINARY);
      insert.setNull(offset + 6, Types.BIGINT);
      insert.setNull(offset + 7, Types.BIGINT);
    }
    bindPrevious(insert, offset + 7);
    insert.setLong(offset + FIELDS, nonce);
  }

  @Override
  public int bytes() {
    return event.serializedSize();
  }

  /** Binds the parameters of {@link SqlStatements#putAlone}. */
  static void bindAlone(PreparedStatement statement, Event.Put put, long nonce)
      throws SQLException {
    new LogRow(put, 0, nonce).bind(statement, 0);
    new EntryRow(put.entry()).bind(statement, FIELDS);
    statement.setLong(FIELDS + EntryRow.FIELDS + 1, put.revision());
    statement.setLong(FIELDS + EntryRow.FIELDS + 2, nonce);
  }

  private void bindPrevious(PreparedStatement insert, int offset) throws SQLException {
    Optional<KeyValue> previous = event.previous();
    if (previous.isPresent()) {
      insert.setBytes(offset + 1, previous.get().value().toByteArray());
      insert.setLong(offset + 2, previous.get().createRevision());
      insert.setLong(offset + 3, previous.get().modRevision());
      insert.setLong(offset + 4, previous.get().version());
    } else {
      insert.setNull(offset + 1, Types.BINARY);
      insert.setNull(offset + 2, Types.BIGINT);
      insert.setNull(offset + 3, Types.BIGINT);
      insert.setNull(offset + 4, Types.BIGINT);
    }
  }

  /** Returns the fingerprint that a commit's nonce makes. */
  static Bytes fingerprint(long nonce) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(0, nonce).array());
  }
}
