package dev.holdfast.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A way in which processes tell each other that they have committed, soon and without a promise:
 * who hears nothing finds the same in the log, a little later. Thread-safe.
 */
public interface CommitHints extends AutoCloseable {

  /**
   * Tells the others.
   *
   * @param follower the connection that follows the log, outside of a transaction
   */
  void send(Connection follower) throws SQLException;

  /** Stops listening. */
  @Override
  void close();
}
