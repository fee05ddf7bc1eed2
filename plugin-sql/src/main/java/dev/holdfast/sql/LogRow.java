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
import java.util.Comparator;
import java.util.Optional;

/**
 * A row of the log: an event, and the nonce of the commit that it belongs to.
 *
 * @param event the event, with the entry before
 * @param sequence its place in its commit
 * @param nonce the nonce
 */
record LogRow(Event event, int sequence, long nonce) {

  /** The order of events. */
  static final Comparator<LogRow> IN_ORDER =
      Comparator.<LogRow>comparingLong(row -> row.event().revision())
          .thenComparingInt(LogRow::sequence);

  static final int PUT = 1;
  static final int DELETE = 2;

  private static final int LOG_FIELDS = 12;
  private static final int ENTRY_FIELDS = 5;

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
    return new LogRow(event, row.getInt(offset + 2), row.getLong(offset + LOG_FIELDS));
  }

  /** Reads the nonce alone, where a row has one. */
  static Optional<Long> readNonce(ResultSet row, int offset) throws SQLException {
    long nonce = row.getLong(offset + LOG_FIELDS);
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

  /** Adds the rows of a commit to a batch of {@link SqlStatements#insertLog}. */
  static void write(PreparedStatement insert, Commit commit, long nonce) throws SQLException {
    int sequence = 0;
    for (Event event : commit.events()) {
      bind(insert, sequence++, event, nonce);
      insert.addBatch();
    }
  }

  /** Binds the parameters of {@link SqlStatements#insertLog}. */
  private static void bind(PreparedStatement insert, int sequence, Event event, long nonce)
      throws SQLException {
    insert.setLong(1, event.revision());
    insert.setInt(2, sequence);
    insert.setBytes(3, event.key().toByteArray());
    if (event instanceof Event.Put put) {
      insert.setInt(4, PUT);
      insert.setBytes(5, put.entry().value().toByteArray());
      insert.setLong(6, put.entry().createRevision());
      insert.setLong(7, put.entry().version());
    } else {
      insert.setInt(4, DELETE);
      insert.setNull(5, Types.BINARY);
      insert.setNull(6, Types.BIGINT);
      insert.setNull(7, Types.BIGINT);
    }
    bindPrevious(insert, event.previous());
    insert.setLong(12, nonce);
  }

  /** Binds the parameters of {@link SqlStatements#putAlone}. */
  static void bindAlone(PreparedStatement statement, Event.Put put, long nonce)
      throws SQLException {
    bind(statement, 0, put, nonce);
    bindEntry(statement, LOG_FIELDS, put.entry());
    statement.setLong(LOG_FIELDS + ENTRY_FIELDS + 1, put.revision());
    statement.setLong(LOG_FIELDS + ENTRY_FIELDS + 2, nonce);
  }

  private static void bindPrevious(PreparedStatement insert, Optional<KeyValue> previous)
      throws SQLException {
    if (previous.isPresent()) {
      insert.setBytes(8, previous.get().value().toByteArray());
      insert.setLong(9, previous.get().createRevision());
      insert.setLong(10, previous.get().modRevision());
      insert.setLong(11, previous.get().version());
    } else {
      insert.setNull(8, Types.BINARY);
      insert.setNull(9, Types.BIGINT);
      insert.setNull(10, Types.BIGINT);
      insert.setNull(11, Types.BIGINT);
    }
  }

  /** Reads {@link SqlSchema#entryFields} from the current row. */
  static KeyValue readEntry(ResultSet row, int offset) throws SQLException {
    return new KeyValue(
        Bytes.wrap(row.getBytes(offset + 1)),
        Bytes.wrap(row.getBytes(offset + 2)),
        row.getLong(offset + 3),
        row.getLong(offset + 4),
        row.getLong(offset + 5));
  }

  /** Adds an entry to a batch of {@link SqlStatements#upsertEntry}. */
  static void writeEntry(PreparedStatement upsert, KeyValue entry) throws SQLException {
    bindEntry(upsert, 0, entry);
    upsert.addBatch();
  }

  private static void bindEntry(PreparedStatement upsert, int offset, KeyValue entry)
      throws SQLException {
    upsert.setBytes(offset + 1, entry.key().toByteArray());
    upsert.setBytes(offset + 2, entry.value().toByteArray());
    upsert.setLong(offset + 3, entry.createRevision());
    upsert.setLong(offset + 4, entry.modRevision());
    upsert.setLong(offset + 5, entry.version());
  }

  /** Returns the fingerprint that a commit's nonce makes. */
  static Bytes fingerprint(long nonce) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(0, nonce).array());
  }
}
