package dev.holdfast.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jooq.SQLDialect;

/**
 * What the engine asks of a database.
 *
 * <p>The engine uses plain JDBC transactions, at READ COMMITTED or above. Everything else that
 * databases do alike is rendered by jOOQ. Thread-safe.
 */
public interface SqlDialect extends AutoCloseable {

  /** What a connection is for. */
  enum Role {
    /** The one that commits. */
    WRITER,
    /** One of those that read, each statement by itself. */
    READER
  }

  /** Returns the dialect in which jOOQ renders the engine's statements. */
  SQLDialect jooq();

  /**
   * Opens a connection, which the engine keeps and closes.
   *
   * @param role what it is for
   */
  Connection connect(Role role) throws SQLException;

  /**
   * Begins a transaction, of which the first statement of the engine takes the counter's lock.
   *
   * @param writer the connection
   */
  default void begin(Connection writer) throws SQLException {
    writer.setAutoCommit(false);
  }

  /**
   * Makes a transaction durable, and ends it.
   *
   * @param writer the connection
   */
  default void commit(Connection writer) throws SQLException {
    writer.commit();
  }

  /**
   * Undoes a transaction, and ends it; without one it does nothing.
   *
   * @param writer the connection
   */
  default void rollback(Connection writer) throws SQLException {
    writer.rollback();
  }

  /** Returns the statements that create the tables of {@link SqlSchema}, where they are missing. */
  List<String> createTables();

  /**
   * Tells what an exception of the driver means.
   *
   * @param e the exception
   */
  SqlFailure classify(SQLException e);

  /**
   * Returns a number that differs from the last one asked for on the same connection if another
   * process may have committed since; nothing where the database cannot tell, or need not because
   * nobody else can write.
   *
   * @param reader the connection
   */
  Optional<Long> changeCounter(Connection reader) throws SQLException;

  /**
   * Checks, at no noticeable cost, that the connections still lead to the database that they were
   * opened on.
   *
   * @throws SQLException if they do not: what is read and written no longer counts
   */
  void requireSameDatabase() throws SQLException;

  /** Closes what the dialect itself has opened; the engine's connections are closed by then. */
  @Override
  void close();
}
