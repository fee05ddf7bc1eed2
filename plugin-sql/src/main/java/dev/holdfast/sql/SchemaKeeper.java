package dev.holdfast.sql;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Creates the tables where they are missing, and refuses those that it does not understand. */
final class SchemaKeeper {

  private SchemaKeeper() {}

  /** Makes the tables ready, in one transaction, and returns the counter's row. */
  static SqlMeta prepare(SqlDialect dialect, SqlSession session) throws SQLException {
    SqlStatements statements = session.statements();
    session.begin();
    Optional<Integer> version = existingVersion(dialect, session);
    if (version.isEmpty()) {
      create(dialect, session);
      version = Optional.of(SqlSchema.VERSION);
    }
    if (version.get() != SqlSchema.VERSION) {
      session.rollback();
      throw new StoreException(
          ErrorReason.CORRUPT,
          "the database's tables are of version "
              + version.get()
              + ", and this program reads version "
              + SqlSchema.VERSION
              + "; use the program that wrote them, or one that is newer");
    }
    SqlMeta meta = session.meta(statements.selectMeta);
    session.commit();
    return meta;
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
    session.update(
        session.statements().insertMeta,
        insert -> {
          insert.setString(1, TxnId.random().value());
          insert.setInt(2, SqlSchema.VERSION);
        });
  }
}
