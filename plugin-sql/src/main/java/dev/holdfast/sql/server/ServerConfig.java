package dev.holdfast.sql.server;

import java.time.Duration;
import java.util.Optional;

/**
 * How a database server is reached and used.
 *
 * @param address where it is
 * @param user the user
 * @param password the user's password
 * @param tls how connections are encrypted
 * @param poolSize how many connections read
 * @param schema the schema of the tables; nothing means the user's default
 * @param tablePrefix what the tables' names begin with
 * @param timeouts how long things may take
 * @param notifying whether processes tell each other of commits where the database can
 */
record ServerConfig(
    Address address,
    String user,
    Password password,
    Tls tls,
    int poolSize,
    Optional<String> schema,
    String tablePrefix,
    Timeouts timeouts,
    Notifying notifying) {

  /** Whether processes tell each other of commits. */
  enum Notifying {
    /** They do. */
    ON,
    /** They do not; the log is polled, as it is anyway. */
    OFF
  }

  /**
   * How long things may take.
   *
   * @param connect opening a connection
   * @param socket an answer of the server
   * @param session how long the server keeps the transaction of a client that does nothing
   */
  record Timeouts(Duration connect, Duration socket, Duration session) {

    /** Returns how long a commit waits for the counter's lock before it is tried anew. */
    Duration lock() {
      Duration longer = session.plusSeconds(1);
      Duration most = socket.multipliedBy(3).dividedBy(4);
      return longer.compareTo(most) < 0 ? longer : most;
    }
  }
}
