package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Operation;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the tables where they are missing, and refuses those that it does not understand. */
final class SchemaKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaKeeper.class);

  private SchemaKeeper() {}

  /** Makes the tables ready, and returns the counter's row. */
  static SqlMeta prepare(SqlDialect dialect, SqlSession session) throws SQLException {
    SqlStatements statements = session.statements();
    session.begin();
    Optional<Integer> version = existingVersion(dialect, session);
    if (version.isEmpty()) {
      create(dialect, session);
      version =
          session.queryFirst(statements.selectSchemaVersion, none -> {}, row -> row.getInt(1));
    }
    if (version.isEmpty() || version.get() != SqlSchema.VERSION) {
      session.rollback();
      throw new StoreException(
          ErrorReason.CORRUPT,
          "the database's tables are of version "
              + version.map(Object::toString).orElse("unknown")
              + ", and this program reads version "
              + SqlSchema.VERSION
              + "; use the program that wrote them, or one that is newer");
    }
    SqlMeta meta = session.meta(statements.lockMeta);
    if (!session.isOnKnownServer()) {
      LOG.warn("the tables come from another server: their history is a new one");
      meta = session.startHistory(meta);
    }
    session.commit();
    requireAllowed(session);
    return meta;
  }

  /** Does what every commit does, and undoes it: so what is not allowed is found out now. */
  private static void requireAllowed(SqlSession session) throws SQLException {
    SqlStatements statements = session.statements();
    session.begin();
    SqlMeta meta = session.meta(statements.lockMeta);
    long next = meta.revision() + 1;
    KeyValue entry = new KeyValue(Bytes.utf8("\0"), Bytes.empty(), next, next, 1);
    Event event = new Event.Put(entry, Optional.empty());
    statements.insertLog.run(session, List.of(new LogRow(event, 0, 0)));
    statements.upsertEntries.run(session, List.of(new EntryRow(entry)));
    Recorded outcome = new Recorded(Recorded.State.REFUSED, Bytes.empty(), 0, 0);
    statements.insertOutcomes.run(
        session, List.of(outcome.row(Work.Name.of(Operation.Kind.TRANSACTION, ""))));
    session.update(statements.deleteEntry, delete -> delete.setBytes(1, new byte[1]));
    for (String cut : List.of(statements.deleteLog, statements.deleteOutcomes)) {
      session.update(
          cut,
          delete -> {
            delete.setLong(1, 0);
            delete.setLong(2, 0);
          });
    }
    session.update(
        statements.updateRevision,
        update -> {
          update.setLong(1, meta.revision());
          update.setLong(2, meta.nonce());
        });
    session.rollback();
  }

  /** Returns the version of the tables, or nothing where there are none. */
  private static Optional<Integer> existingVersion(SqlDialect dialect, SqlSession session)
      throws SQLException {
    try {
      return session.queryFirst(
          session.statements().selectSchemaVersion, none -> {}, row -> row.getInt(1));
    } catch (SQLException e) {
      session.rollback();
      session.begin();
      if (dialect.classify(e) == SqlFailure.REFUSED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void create(SqlDialect dialect, SqlSession session) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      for (String sql : dialect.createTables()) {
        statement.execute(sql);
      }
    }
    String server = session.server();
    session.update(
        session.statements().insertMeta,
        insert -> {
          insert.setString(1, TxnId.random().value());
          insert.setInt(2, SqlSchema.VERSION);
          insert.setString(3, server);
        });
  }
}
