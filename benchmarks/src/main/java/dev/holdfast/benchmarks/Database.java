package dev.holdfast.benchmarks;

import dev.holdfast.store.StoreUrl;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.ServerProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** The database of a load: a file, or a server that is started for it or was named. */
final class Database implements AutoCloseable {

  /** As many files as PostgreSQL keeps for its log, of 16 MiB each. */
  private static final int LOG_FILES = 256;

  private final String url;
  private final Optional<ServerProcess> server;

  private Database(String url, Optional<ServerProcess> server) {
    this.url = url;
    this.server = server;
  }

  static Database file(Path file) {
    return new Database("sqlite:" + file, Optional.empty());
  }

  /** Returns the database of a URL. */
  static Database at(String url) {
    return new Database(url, Optional.empty());
  }

  /** Starts a server, which syncs as it would in service, and has a gibibyte for its data. */
  static Database start(String scheme) {
    ServerKind kind =
        Arrays.stream(ServerKind.values())
            .filter(known -> known.scheme().equals(scheme))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--database is '" + scheme + "', which is none that can be started"));
    kind.missing()
        .ifPresent(
            missing -> {
              throw new IllegalStateException(missing);
            });
    ServerProcess server = ServerProcess.start(kind, settings(kind));
    Database database = new Database(server.url(), Optional.of(server));
    if (kind == ServerKind.POSTGRESQL) {
      database.makeLogFiles();
    }
    return database;
  }

  /**
   * Has PostgreSQL make the files of its log, which it uses over and over, but makes while a commit
   * waits when it needs one for the first time.
   */
  private void makeLogFiles() {
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      for (int file = 0; file < LOG_FILES; file++) {
        statement.execute("select txid_current()");
        statement.execute("select pg_switch_wal()");
      }
      statement.execute("checkpoint");
    } catch (SQLException e) {
      throw new IllegalStateException("the files of the log could not be made", e);
    }
  }

  /**
   * Returns settings by which a server has memory for its data, a log that is not cut often, and no
   * more to write at the end of a checkpoint than a commit can wait for; {@code
   * docs/reference/postgresql.md} says what they do.
   */
  private static String[] settings(ServerKind kind) {
    return kind == ServerKind.POSTGRESQL
        ? new String[] {
          "shared_buffers=1GB", "min_wal_size=4GB", "max_wal_size=4GB", "backend_flush_after=256kB"
        }
        : new String[] {"innodb-buffer-pool-size=1G", "innodb-log-file-size=1G"};
  }

  /** Returns the URL of a store in it, in tables of a prefix where it has prefixes. */
  String url(String prefix, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    String place = url;
    if (isFile()) {
      place = url + "-" + prefix + ".db";
    } else {
      all.add("table_prefix=" + prefix + "_");
    }
    return all.isEmpty()
        ? place
        : place + (place.contains("?") ? "&" : "?") + String.join("&", all);
  }

  /** Returns what the tables of a prefix begin with. */
  String tables(String prefix) {
    return isFile() ? "holdfast_" : prefix + "_";
  }

  /** Returns whether it is a file, of SQLite. */
  boolean isFile() {
    return url.startsWith("sqlite:");
  }

  /** Returns the end of an upsert of the entries' table. */
  String onConflict() {
    return isMysql()
        ? " on duplicate key update v = values(v), create_rev = values(create_rev),"
            + " mod_rev = values(mod_rev), version = values(version)"
        : " on conflict (k) do update set v = excluded.v, create_rev = excluded.create_rev,"
            + " mod_rev = excluded.mod_rev, version = excluded.version";
  }

  /** How a driver writes many rows fast. */
  enum Inserts {
    /** By batches of statements of one row. */
    BATCHES,
    /** By prepared statements of many rows. */
    ROWS
  }

  /** Returns how its driver writes many rows fast. */
  Inserts inserts() {
    return isMysql() ? Inserts.ROWS : Inserts.BATCHES;
  }

  private boolean isMysql() {
    return url.startsWith("mysql:") || url.startsWith("mariadb:");
  }

  /** Returns the clause that locks a row that is read; of a file there is one writer anyway. */
  String forUpdate() {
    return isFile() ? "" : " for update";
  }

  /** Opens a connection that commits when it is told, with the settings that suit many rows. */
  Connection connect(String prefix) throws SQLException {
    Connection connection = open(prefix);
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection open(String prefix) throws SQLException {
    StoreUrl parsed = StoreUrl.parse(url(prefix));
    if (isFile()) {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + parsed.location());
      try (Statement pragma = connection.createStatement()) {
        pragma.execute("pragma journal_mode = wal");
        pragma.execute("pragma synchronous = full");
      }
      return connection;
    }
    Properties properties = new Properties();
    properties.setProperty("user", parsed.options().getOrDefault("user", "holdfast"));
    properties.setProperty("password", parsed.options().getOrDefault("password", ""));
    if (parsed.scheme().equals("postgresql")) {
      properties.setProperty("reWriteBatchedInserts", "true");
      properties.setProperty("prepareThreshold", "1");
      return DriverManager.getConnection("jdbc:postgresql:" + parsed.location(), properties);
    }
    properties.setProperty("useServerPrepStmts", "true"); // bytes are sent as they are
    properties.setProperty("allowPublicKeyRetrieval", "true");
    Connection connection =
        DriverManager.getConnection("jdbc:mysql:" + parsed.location(), properties);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    return connection;
  }

  @Override
  public void close() {
    server.ifPresent(ServerProcess::close);
  }
}
