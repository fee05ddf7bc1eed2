package dev.holdfast.sql.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.sql.SqlDialect;
import dev.holdfast.sql.SqlFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;

/** What the dialects of database servers share: connections, and a pool of those that read. */
abstract class ServerDialect implements SqlDialect {

  private final ServerConfig config;
  private final HikariDataSource readers;

  ServerDialect(String name, ServerConfig config) {
    this.config = config;
    this.readers =
        pool(name, config.poolSize(), config.timeouts().connect(), () -> open(Role.READER));
  }

  /**
   * Makes a pool of connections that read.
   *
   * @param patience how long a connection is waited for
   * @param opener opens a connection
   */
  static HikariDataSource pool(
      String name, int size, Duration patience, DriverSource.Opener opener) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("holdfast-" + name);
    pool.setDataSource(new DriverSource(opener));
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(1);
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionTimeout(patience.toMillis());
    pool.setValidationTimeout(patience.toMillis());
    // Else the pool takes it from its first connection, and is of no use any more if that one is
    // lost right then.
    pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    return new HikariDataSource(pool);
  }

  /** Returns how the server is reached and used. */
  final ServerConfig config() {
    return config;
  }

  /** Opens a connection to the server. */
  abstract Connection open(Role role) throws SQLException;

  /** What a look at the server, before it is used, has found. */
  enum Durability {
    /** What is committed stays. */
    KEPT,
    /** A commit may be lost with the machine's power. */
    LOSABLE
  }

  /**
   * Looks at the server before it is used, and warns of what is dangerous.
   *
   * @throws SQLException if it cannot be used
   */
  abstract Durability inspect() throws SQLException;

  /** Returns what to do when the server denies the user something. */
  abstract String cureOfDenial();

  @Override
  public final Connection connect(Role role) throws SQLException {
    return role == Role.READER ? readers.getConnection() : open(role);
  }

  @Override
  public final ReaderPool readerPool() {
    return ReaderPool.DIALECT;
  }

  @Override
  public final Writing writing() {
    return Writing.SIDE_BY_SIDE;
  }

  @Override
  public final Requests requests() {
    return Requests.SEVERAL_STATEMENTS;
  }

  @Override
  public final String tablePrefix() {
    return config.tablePrefix();
  }

  @Override
  public final SqlFailure classify(SQLException e) {
    if (e instanceof Refusal refusal) {
      return refusal.failure();
    }
    if (e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException why) {
      return classify(why); // the pool waited for a connection in vain
    }
    if (e instanceof SQLTransientConnectionException) {
      return SqlFailure.CONNECTION_LOST;
    }
    return classifyDriver(e);
  }

  /** Tells what an exception of the driver means. */
  abstract SqlFailure classifyDriver(SQLException e);

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns the first column of the only row of a query. */
  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      if (!row.next()) {
        return "";
      }
      String text = row.getString(1);
      return text == null ? "" : text;
    }
  }

  @Override
  public void close() {
    readers.close();
  }
}
