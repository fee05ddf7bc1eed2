package dev.holdfast.sql.server;

import dev.holdfast.sql.CommitHints;
import dev.holdfast.sql.SqlFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jooq.SQLDialect;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL's answers. */
final class PostgresqlDialect extends ServerDialect {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresqlDialect.class);

  private static final int OLDEST_VERSION = 15;
  private static final int TRANSACTION_TIMEOUT_VERSION = 17;

  PostgresqlDialect(ServerConfig config) {
    super("postgresql", config);
  }

  @Override
  public SQLDialect jooq() {
    return SQLDialect.POSTGRES;
  }

  @Override
  Connection open(Role role) throws SQLException {
    Connection connection =
        Objects.requireNonNull(
            new Driver().connect("jdbc:postgresql:" + config().address(), properties()));
    try {
      prepare(connection, role);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private Properties properties() throws SQLException {
    ServerConfig.Timeouts timeouts = config().timeouts();
    Properties properties = new Properties();
    PGProperty.USER.set(properties, config().user());
    PGProperty.PASSWORD.set(properties, config().password().read());
    PGProperty.APPLICATION_NAME.set(properties, "holdfast");
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds(timeouts.connect().toMillis()));
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds(timeouts.connect().toMillis()));
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds(timeouts.socket().toMillis()));
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.PREPARE_THRESHOLD.set(properties, 1);
    PGProperty.REWRITE_BATCHED_INSERTS.set(properties, true);
    Tls tls = config().tls();
    PGProperty.SSL_MODE.set(properties, tls.mode().option());
    tls.authority().ifPresent(file -> PGProperty.SSL_ROOT_CERT.set(properties, file.toString()));
    if (tls.client().isPresent()) {
      PGProperty.SSL_CERT.set(properties, tls.client().get().certificate().toString());
      PGProperty.SSL_KEY.set(properties, tls.client().get().key().toString());
    }
    return properties;
  }

  private static int seconds(long millis) {
    return (int) Math.max(1, (millis + 999) / 1_000);
  }

  /** Sets what the session needs, and refuses a server that does not commit: all in one trip. */
  private void prepare(Connection connection, Role role) throws SQLException {
    ServerConfig.Timeouts timeouts = config().timeouts();
    StringBuilder sql = new StringBuilder(512);
    sql.append("set session characteristics as transaction isolation level read committed;");
    sql.append("set plan_cache_mode = force_generic_plan;"); // each statement has one good plan
    config().schema().ifPresent(schema -> sql.append("set search_path = \"" + schema + "\";"));
    if (role == Role.READER) {
      sql.append("set default_transaction_read_only = on;");
    }
    if (role == Role.WRITER) {
      long session = timeouts.session().toMillis();
      sql.append("set lock_timeout = ").append(timeouts.lock().toMillis()).append(';');
      sql.append("set idle_in_transaction_session_timeout = ").append(session).append(';');
      sql.append("set tcp_user_timeout = ").append(session).append(';');
      sql.append("select set_config('synchronous_commit', 'on', false)");
      sql.append(" where current_setting('synchronous_commit') = 'off';");
    }
    sql.append("select pg_is_in_recovery()");
    if (lastRowIsTrue(connection, sql.toString())) {
      throw new Refusal(
          SqlFailure.READ_ONLY,
          "the server is a read replica (pg_is_in_recovery); name the primary");
    }
    if (role == Role.WRITER
        && connection.getMetaData().getDatabaseMajorVersion() >= TRANSACTION_TIMEOUT_VERSION) {
      // A client that stops in the middle of a statement is not idle to the server.
      execute(connection, "set transaction_timeout = " + timeouts.socket().toMillis());
    }
  }

  private static boolean lastRowIsTrue(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      boolean last = false;
      while (rows || statement.getUpdateCount() != -1) {
        if (rows) {
          try (ResultSet result = statement.getResultSet()) {
            last = result.next() && "t".equals(result.getString(1));
          }
        }
        rows = statement.getMoreResults();
      }
      return last;
    }
  }

  @Override
  Durability inspect() throws SQLException {
    try (Connection connection = open(Role.FOLLOWER)) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_VERSION) {
        throw new Refusal(
            SqlFailure.REFUSED,
            "the server is PostgreSQL " + version + "; " + OLDEST_VERSION + " is the oldest known");
      }
      requireReadCommitted(connection);
      requireSchema(connection);
      requireBinaryKeys(connection);
      return durability(connection);
    }
  }

  /** A proxy between us and the server may keep the session's settings from it. */
  private static void requireReadCommitted(Connection connection) throws SQLException {
    String isolation = text(connection, "show transaction_isolation");
    if (!isolation.equals("read committed")) {
      throw new Refusal(
          SqlFailure.REFUSED,
          "transactions run at '"
              + isolation
              + "' although READ COMMITTED was asked for; connect to the server directly, or let"
              + " the pooler keep sessions");
    }
  }

  private void requireSchema(Connection connection) throws SQLException {
    if (text(connection, "select current_schema()").isEmpty()) {
      throw new Refusal(
          SqlFailure.DENIED,
          "schema "
              + config().schema().orElse("of the user's search_path")
              + " does not exist or cannot be used; create it");
    }
  }

  private void requireBinaryKeys(Connection connection) throws SQLException {
    String table = config().tablePrefix() + "kv";
    String sql =
        "select data_type from information_schema.columns"
            + " where table_schema = current_schema() and table_name = ? and column_name = 'k'";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, table);
      try (ResultSet row = select.executeQuery()) {
        if (row.next() && !row.getString(1).equals("bytea")) {
          throw new Refusal(
              SqlFailure.CORRUPT,
              "column k of "
                  + table
                  + " is "
                  + row.getString(1)
                  + ", and keys need bytea; drop the table, or choose another table_prefix");
        }
      }
    }
  }

  private static Durability durability(Connection connection) throws SQLException {
    if (text(connection, "show fsync").equals("on")
        && text(connection, "show full_page_writes").equals("on")) {
      return Durability.KEPT;
    }
    LOG.warn(
        "fsync or full_page_writes is off: commits may be lost with the server's power, and the"
            + " store does not call itself durable; set both to on");
    return Durability.LOSABLE;
  }

  @Override
  String cureOfDenial() {
    return "grant "
        + config().user()
        + " CONNECT on the database, and USAGE and CREATE on the schema (or SELECT, INSERT, UPDATE"
        + " and DELETE on the tables that are there)";
  }

  @Override
  @SuppressWarnings("checkstyle:MethodLength") // the schema, which is read as a whole
  public List<String> createTables() {
    String prefix = config().tablePrefix();
    return List.of(
        // One creates at a time: "if not exists" does not keep two from colliding.
        "select pg_advisory_xact_lock(" + 0x484F4C44 + ", hashtext('" + prefix + "'))",
        """
        create table if not exists %smeta (
          id integer primary key,
          rev bigint not null,
          nonce bigint not null,
          compact_rev bigint not null,
          compact_nonce bigint not null,
          history_id varchar(64) not null,
          schema_version integer not null,
          server varchar(255) not null)
          with (fillfactor = 10, autovacuum_vacuum_scale_factor = 0,
            autovacuum_vacuum_threshold = 1000)
        """
            .formatted(prefix),
        """
        create table if not exists %skv (
          k bytea not null primary key,
          v bytea not null,
          create_rev bigint not null,
          mod_rev bigint not null,
          version bigint not null)
          with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)
        """
            .formatted(prefix),
        """
        create table if not exists %slog (
          rev bigint not null,
          seq integer not null,
          k bytea not null,
          type integer not null,
          v bytea,
          create_rev bigint,
          version bigint,
          prev_v bytea,
          prev_create_rev bigint,
          prev_mod_rev bigint,
          prev_version bigint,
          nonce bigint not null,
          primary key (rev, seq))
          with (autovacuum_vacuum_scale_factor = 0.05)
        """
            .formatted(prefix),
        "create index if not exists %1$slog_k on %1$slog (k, rev, prev_mod_rev)".formatted(prefix),
        """
        create table if not exists %soutcome (
          kind integer not null,
          name bytea not null,
          hash bytea not null,
          state integer not null,
          rev bigint not null,
          deleted bigint not null,
          primary key (kind, name))
          with (autovacuum_vacuum_scale_factor = 0.05)
        """
            .formatted(prefix),
        "create index if not exists %1$soutcome_rev on %1$soutcome (rev)".formatted(prefix));
  }

  @Override
  SqlFailure classifyDriver(SQLException e) {
    String state = e.getSQLState();
    if (state == null) {
      return SqlFailure.CONNECTION_LOST; // of the driver itself, which lost its way with the server
    }
    return switch (state) {
      case "55P03", "40P01", "40001", "57014" -> SqlFailure.BUSY;
      case "25P03", "25P04", "57P01", "57P02", "57P03", "57P05", "53300" ->
          SqlFailure.CONNECTION_LOST;
      case "53100", "53200", "53400" -> SqlFailure.NO_SPACE;
      case "25006" -> SqlFailure.READ_ONLY;
      case "42501", "3D000", "3F000" -> SqlFailure.DENIED;
      default ->
          switch (state.substring(0, 2)) {
            case "08" -> SqlFailure.CONNECTION_LOST;
            case "28" -> SqlFailure.DENIED;
            case "XX" -> SqlFailure.CORRUPT;
            default -> SqlFailure.REFUSED;
          };
    };
  }

  /** The cluster's own number, and the timeline, which a promotion changes. */
  @Override
  public String server(Connection connection) throws SQLException {
    return text(
        connection,
        "select system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)"
            + " from pg_control_system()");
  }

  @Override
  public Optional<CommitHints> hints(Runnable heard) {
    if (config().notifying() == ServerConfig.Notifying.OFF) {
      return Optional.empty();
    }
    String channel = config().tablePrefix().toLowerCase(Locale.ROOT) + "commits";
    return Optional.of(new PostgresqlHints(() -> open(Role.FOLLOWER), channel, heard));
  }
}
