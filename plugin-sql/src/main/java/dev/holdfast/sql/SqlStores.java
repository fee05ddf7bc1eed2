package dev.holdfast.sql;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.OptimisticStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Opens stores on SQL databases. */
public final class SqlStores {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_NANOS = 5_000_000;

  private SqlStores() {}

  /**
   * Opens the store of a database, and creates its tables where they are missing.
   *
   * <p>A database that another process holds is waited for, ten seconds at most.
   *
   * @param dialect the database; the store closes it, or this method if it fails
   * @param config how the store is run
   * @return the store, which the caller closes
   * @throws StoreException if the database is away or cannot be used
   */
  public static Store open(SqlDialect dialect, SqlConfig config) {
    try {
      SqlStatements statements = new SqlStatements(dialect);
      SqlMeta meta = prepare(dialect, statements);
      return new OptimisticStore(new SqlEngine(dialect, statements, config, meta));
    } catch (RuntimeException e) {
      dialect.close();
      throw e;
    }
  }

  /**
   * Returns the refusal of a database that could not be opened.
   *
   * @param dialect the database
   * @param failure how it failed
   */
  public static StoreException notOpened(SqlDialect dialect, SQLException failure) {
    return new SqlErrors(dialect).notApplied(failure);
  }

  private static SqlMeta prepare(SqlDialect dialect, SqlStatements statements) {
    SqlErrors errors = new SqlErrors(dialect);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (SqlSession session = SqlSession.open(dialect, SqlDialect.Role.WRITER, statements)) {
        return SchemaKeeper.prepare(dialect, session);
      } catch (SQLException e) {
        if (errors.classify(e) != SqlFailure.BUSY || System.nanoTime() - deadline > 0) {
          throw errors.notApplied(e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
