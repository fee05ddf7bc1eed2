package dev.holdfast.sql.server;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.jdbc.Driver;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.exceptions.PacketTooBigException;
import dev.holdfast.sql.SqlConfig.Polling;
import dev.holdfast.sql.SqlFailure;
import dev.holdfast.sql.server.ServerOptions.Defaults;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jooq.SQLDialect;

/**
 * MySQL's and MariaDB's answers.
 *
 * <p>Rows are written by statements that the server has prepared, which get values as they are. All
 * else is text that the driver makes, since a request may have several statements then.
 */
final class MysqlDialect extends ServerDialect {

  /** Which of the two a server is. */
  enum Flavor {
    /** Oracle's. */
    MYSQL("mysql"),
    /** The foundation's. */
    MARIADB("mariadb");

    private final String scheme;

    Flavor(String scheme) {
      this.scheme = scheme;
    }

    String scheme() {
      return scheme;
    }
  }

  // Between two requests of a large commit the driver makes up to a mebibyte, which takes its time.
  static final Defaults DEFAULTS =
      new Defaults(
          3306, new Polling(Duration.ofMillis(5), Duration.ofMillis(100)), Duration.ofSeconds(5));
  static final List<String> LIBRARIES =
      List.of(
          "com.mysql.cj.jdbc.Driver com.mysql:mysql-connector-j",
          "com.zaxxer.hikari.HikariDataSource com.zaxxer:HikariCP");

  private static final int PING_SECONDS = 5;
  private static final int TOO_MANY_PREPARED = 1461;

  private final Flavor flavor;

  MysqlDialect(Flavor flavor, ServerConfig config) {
    super(flavor.scheme(), config);
    this.flavor = flavor;
  }

  @Override
  public SQLDialect jooq() {
    return SQLDialect.MYSQL;
  }

  @Override
  Connection open(Role role) throws SQLException {
    Connection connection =
        Objects.requireNonNull(
            new Driver().connect("jdbc:mysql:" + config().address(), properties()));
    try {
      prepare(connection, role);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Inserts inserts() {
    return Inserts.ROWS;
  }

  @Override
  public PreparedStatement prepareInsert(Connection writer, String sql) throws SQLException {
    try {
      return writer.unwrap(JdbcConnection.class).serverPrepareStatement(sql);
    } catch (SQLException e) {
      if (e.getErrorCode() == TOO_MANY_PREPARED) {
        return writer.prepareStatement(sql);
      }
      throw e;
    }
  }

  private Properties properties() throws SQLException {
    ServerConfig.Timeouts timeouts = config().timeouts();
    Properties properties = new Properties();
    set(properties, PropertyKey.USER, config().user());
    set(properties, PropertyKey.PASSWORD, config().password().read());
    set(properties, PropertyKey.connectTimeout, timeouts.connect().toMillis());
    set(properties, PropertyKey.socketTimeout, timeouts.socket().toMillis());
    set(properties, PropertyKey.tcpKeepAlive, true);
    set(properties, PropertyKey.rewriteBatchedStatements, true);
    set(properties, PropertyKey.allowMultiQueries, true); // of this engine's own making
    set(properties, PropertyKey.useServerPrepStmts, false);
    set(properties, PropertyKey.cachePrepStmts, true);
    set(properties, PropertyKey.prepStmtCacheSize, 256);
    set(properties, PropertyKey.prepStmtCacheSqlLimit, 8_192);
    set(properties, PropertyKey.useLocalSessionState, true);
    set(properties, PropertyKey.cacheServerConfiguration, false);
    set(properties, PropertyKey.characterEncoding, encoding().name());
    set(properties, PropertyKey.passwordCharacterEncoding, StandardCharsets.UTF_8.name());
    set(properties, PropertyKey.allowLoadLocalInfile, false);
    set(properties, PropertyKey.sslMode, config().tls().mode().mysql());
    // The server's key for the password's encryption may be forged by who sits in between.
    set(properties, PropertyKey.allowPublicKeyRetrieval, config().address().isLoopback());
    MysqlTls.apply(config().tls(), properties);
    return properties;
  }

  /**
   * Returns the encoding of what is sent: one byte a character if no name needs more, since the
   * driver sends bytes as they are then, and as pairs of digits otherwise, which take twice the
   * space.
   */
  private Charset encoding() {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(config().user())
        ? StandardCharsets.ISO_8859_1
        : StandardCharsets.UTF_8;
  }

  static void set(Properties properties, PropertyKey key, Object value) {
    properties.setProperty(key.getKeyName(), value.toString());
  }

  private void prepare(Connection connection, Role role) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    if (!text(connection, "select @@global.read_only").equals("0")) {
      throw new Refusal(
          SqlFailure.READ_ONLY, "the server is read-only, as replicas are; name the primary");
    }
    if (role == Role.WRITER) {
      ServerConfig.Timeouts timeouts = config().timeouts();
      long session = seconds(timeouts.session());
      execute(
          connection,
          "set session innodb_lock_wait_timeout = "
              + seconds(timeouts.lock())
              + ", session net_read_timeout = "
              + session
              + ", session "
              + (flavor == Flavor.MARIADB ? "idle_transaction_timeout" : "wait_timeout")
              + " = "
              + session);
    }
  }

  private static long seconds(Duration duration) {
    return Math.max(1, TimeUnit.MILLISECONDS.toSeconds(duration.toMillis() + 999));
  }

  /** MySQL ends idle sessions, not idle transactions; a session that lives has to say so. */
  @Override
  public void keepAlive(Connection writer) throws SQLException {
    if (flavor == Flavor.MYSQL && !writer.isValid(PING_SECONDS)) {
      throw new SQLException("the writer's session is gone", "08S01");
    }
  }

  @Override
  Durability inspect() throws SQLException {
    try (Connection connection = open(Role.FOLLOWER)) {
      return new MysqlInspection(flavor, config(), connection).run();
    }
  }

  @Override
  String cureOfDenial() {
    return "grant "
        + config().user()
        + " SELECT, INSERT, UPDATE, DELETE and CREATE on "
        + config().address().database()
        + ".*";
  }

  @Override
  @SuppressWarnings("checkstyle:MethodLength") // the schema, which is read as a whole
  public List<String> createTables() {
    String prefix = config().tablePrefix();
    return List.of(
        """
        create table if not exists %smeta (
          id integer not null primary key,
          rev bigint not null,
          nonce bigint not null,
          compact_rev bigint not null,
          compact_nonce bigint not null,
          history_id varchar(64) character set ascii collate ascii_bin not null,
          schema_version integer not null,
          server varchar(255) character set ascii collate ascii_bin not null)
          engine = InnoDB row_format = dynamic
        """
            .formatted(prefix),
        """
        create table if not exists %skv (
          k varbinary(2560) not null primary key,
          v mediumblob not null,
          create_rev bigint not null,
          mod_rev bigint not null,
          version bigint not null)
          engine = InnoDB row_format = dynamic
        """
            .formatted(prefix),
        """
        create table if not exists %1$slog (
          rev bigint not null,
          seq integer not null,
          k varbinary(2560) not null,
          type integer not null,
          v mediumblob,
          create_rev bigint,
          version bigint,
          prev_v mediumblob,
          prev_create_rev bigint,
          prev_mod_rev bigint,
          prev_version bigint,
          nonce bigint not null,
          primary key (rev, seq),
          key %1$slog_k (k, rev, prev_mod_rev))
          engine = InnoDB row_format = dynamic
        """
            .formatted(prefix),
        """
        create table if not exists %1$soutcome (
          kind integer not null,
          name varbinary(255) not null,
          hash varbinary(255) not null,
          state integer not null,
          rev bigint not null,
          deleted bigint not null,
          primary key (kind, name),
          key %1$soutcome_rev (rev))
          engine = InnoDB row_format = dynamic
        """
            .formatted(prefix));
  }

  @Override
  SqlFailure classifyDriver(SQLException e) {
    return switch (e.getErrorCode()) {
      case 0 -> // of the driver itself, most of them about what is closed
          e instanceof PacketTooBigException ? SqlFailure.REFUSED : SqlFailure.CONNECTION_LOST;
      case 1205, 1213, 1020, 1317, 3024, 1969 -> SqlFailure.BUSY;
      case 1040, 1053, 1079, 1080, 1152, 1184, 1203, 1226, 1927, 2006, 2013, 3169, 4031 ->
          SqlFailure.CONNECTION_LOST;
      case 1021, 1026, 1041, 1114, 1206 -> SqlFailure.NO_SPACE;
      case 1290, 1792, 1836 -> SqlFailure.READ_ONLY;
      case 1044, 1045, 1049, 1142, 1143, 1227, 1251, 1370, 1698 -> SqlFailure.DENIED;
      case 1034, 1194, 1195, 1712, 1877 -> SqlFailure.CORRUPT;
      default -> {
        String state = e.getSQLState();
        yield state != null && state.startsWith("08")
            ? SqlFailure.CONNECTION_LOST
            : SqlFailure.REFUSED;
      }
    };
  }

  /** MySQL has a number of its own; of a MariaDB server its place is all there is. */
  @Override
  public String server(Connection connection) throws SQLException {
    return text(
        connection,
        flavor == Flavor.MYSQL
            ? "select @@server_uuid"
            : "select concat(@@hostname, ':', @@port, '/', @@server_id)");
  }
}
