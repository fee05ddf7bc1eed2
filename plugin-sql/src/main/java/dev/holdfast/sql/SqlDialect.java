package dev.holdfast.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
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
    /** One that commits. */
    WRITER,
    /** The one that follows the log. */
    FOLLOWER,
    /** One of those that read, each statement by itself. */
    READER
  }

  /** Who keeps the connections that read. */
  enum ReaderPool {
    /** The engine, one for each of its reading threads. */
    ENGINE,
    /** The dialect, which gets each back, by closing it, after one read. */
    DIALECT
  }

  /** How many connections can write at a time. */
  enum Writing {
    /** One: the others wait for its transaction to end. */
    ONE_AT_A_TIME,
    /** Many, as long as they write different rows. */
    SIDE_BY_SIDE
  }

  /** What the driver sends at a time. */
  enum Requests {
    /** One statement. */
    ONE_STATEMENT,
    /** Several statements with a semicolon between, which fail together. */
    SEVERAL_STATEMENTS
  }

  /** How a driver sends many rows. */
  enum Inserts {
    /** As a batch of statements of one row each. */
    BATCHES,
    /** As statements of many rows each. */
    ROWS
  }

  /** Returns the dialect in which jOOQ renders the engine's statements. */
  SQLDialect jooq();

  /** Returns what the names of the tables begin with. */
  default String tablePrefix() {
    return "holdfast_";
  }

  /** Returns who keeps the connections that read. */
  default ReaderPool readerPool() {
    return ReaderPool.ENGINE;
  }

  /** Returns how many connections can write at a time. */
  Writing writing();

  /** Returns what the driver sends at a time. */
  default Requests requests() {
    return Requests.ONE_STATEMENT;
  }

  /** Returns how the driver sends many rows. */
  default Inserts inserts() {
    return Inserts.BATCHES;
  }

  /**
   * Prepares a statement that writes rows, which is run again and again.
   *
   * @param writer the connection
   * @param sql the statement
   */
  default PreparedStatement prepareInsert(Connection writer, String sql) throws SQLException {
    return writer.prepareStatement(sql);
  }

  /**
   * Opens a connection, which the engine closes.
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

  /**
   * Tells the database that an idle writer is alive, where it would take it for dead otherwise.
   *
   * @param writer the connection
   */
  default void keepAlive(Connection writer) throws SQLException {}

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
  default Optional<Long> changeCounter(Connection reader) throws SQLException {
    return Optional.empty();
  }

  /**
   * Returns what tells the server that a connection leads to from others whose revisions may mean
   * something else; the same text for ever where there is no such thing.
   *
   * @param connection the connection
   */
  default String server(Connection connection) throws SQLException {
    return "";
  }

  /**
   * Checks, at no noticeable cost, that the connections still lead to the database that they were
   * opened on.
   *
   * @throws SQLException if they do not: what is read and written no longer counts
   */
  default void requireSameDatabase() throws SQLException {}

  /**
   * Opens the way in which processes tell each other of their commits, if the database has one.
   *
   * @param heard is run, on any thread, when another process has told
   */
  default Optional<CommitHints> hints(Runnable heard) {
    return Optional.empty();
  }

  /** Closes what the dialect itself has opened; the engine's connections are closed by then. */
  @Override
  void close();
}
