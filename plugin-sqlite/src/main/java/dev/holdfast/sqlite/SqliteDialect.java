package dev.holdfast.sqlite;

import dev.holdfast.sql.SqlDialect;
import dev.holdfast.sql.SqlFailure;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * SQLite's answers.
 *
 * <p>The writer's transactions begin IMMEDIATE: one that began DEFERRED and then wrote would be
 * refused at once whenever another had written in between, however long it was willing to wait. The
 * writer does not wait inside SQLite at all, whose pauses are long and unfair; the engine's are
 * short.
 */
final class SqliteDialect implements SqlDialect {

  /** "HOLD", which marks a file as a store. */
  private static final int APPLICATION_ID = 0x484F4C44;

  private static final int READER_BUSY_MILLIS = 10_000;

  /** What the writer's connection keeps of the file in memory, at most. */
  private static final int CACHE_KIBIBYTES = 32 << 10;

  /** Pages of 4 KiB in the write-ahead log from which on they are copied into the file. */
  private static final int CHECKPOINT_PAGES = 4_000;

  private final SqliteFile file;

  SqliteDialect(SqliteFile file) {
    this.file = file;
  }

  @Override
  public SQLDialect jooq() {
    return SQLDialect.SQLITE;
  }

  @Override
  public Writing writing() {
    return Writing.ONE_AT_A_TIME;
  }

  @Override
  public Connection connect(Role role) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.READWRITE);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout(READER_BUSY_MILLIS);
    Connection connection = config.createConnection("jdbc:sqlite:" + file.path());
    try {
      requireOurs(connection);
      if (role == Role.WRITER) {
        prepareWriter(connection);
      } else {
        execute(connection, "pragma query_only = 1");
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Sets what the writer rests on, and lets more than SQLite's own 2 MiB of pages stay at hand, and
   * more than 1,000 gather before they are copied into the file: keys come from all over the
   * tables, so that each commit reads and writes other pages, many of them again soon.
   */
  private static void prepareWriter(Connection connection) throws SQLException {
    execute(connection, "pragma journal_mode = wal");
    execute(connection, "pragma synchronous = full");
    execute(connection, "pragma busy_timeout = 0");
    execute(connection, "pragma cache_size = -" + CACHE_KIBIBYTES);
    execute(connection, "pragma wal_autocheckpoint = " + CHECKPOINT_PAGES);
  }

  // The driver's own transactions begin again, and take the lock, the moment they have ended.

  @Override
  public void begin(Connection writer) throws SQLException {
    execute(writer, "begin immediate");
  }

  @Override
  public void commit(Connection writer) throws SQLException {
    execute(writer, "commit");
  }

  @Override
  public void rollback(Connection writer) throws SQLException {
    execute(writer, "rollback");
  }

  /** Refuses, before anything is written, a database that belongs to another program. */
  private static void requireOurs(Connection connection) throws SQLException {
    // In this order, since another process may be making the tables, and with them the id, just
    // now.
    long tables = number(connection, "select count(*) from sqlite_schema");
    long id = number(connection, "pragma application_id");
    if (id != APPLICATION_ID && (id != 0 || tables > 0)) {
      throw new StoreException(
          ErrorReason.CORRUPT, "the file is a SQLite database of another program, not a store");
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  @SuppressWarnings("checkstyle:MethodLength") // the schema, which is read as a whole
  public List<String> createTables() {
    return List.of(
        "pragma application_id = " + APPLICATION_ID,
        """
        create table if not exists holdfast_meta (
          id integer primary key,
          rev integer not null,
          nonce integer not null,
          compact_rev integer not null,
          compact_nonce integer not null,
          history_id text not null,
          schema_version integer not null,
          server text not null)
        """,
        """
        create table if not exists holdfast_kv (
          k blob not null primary key,
          v blob not null,
          create_rev integer not null,
          mod_rev integer not null,
          version integer not null) without rowid
        """,
        // With a rowid: without one, an entry of the index on k would repeat the whole row's key.
        """
        create table if not exists holdfast_log (
          rev integer not null,
          seq integer not null,
          k blob not null,
          type integer not null,
          v blob,
          create_rev integer,
          version integer,
          prev_v blob,
          prev_create_rev integer,
          prev_mod_rev integer,
          prev_version integer,
          nonce integer not null,
          primary key (rev, seq))
        """,
        """
        create unique index if not exists holdfast_log_k
          on holdfast_log (k, rev, prev_mod_rev)
        """,
        """
        create table if not exists holdfast_outcome (
          kind integer not null,
          name blob not null,
          hash blob not null,
          state integer not null,
          rev integer not null,
          deleted integer not null,
          primary key (kind, name)) without rowid
        """,
        "create index if not exists holdfast_outcome_rev on holdfast_outcome (rev)");
  }

  @Override
  public SqlFailure classify(SQLException e) {
    if (e instanceof ReplacedException) {
      return SqlFailure.REPLACED;
    }
    if (!(e instanceof SQLiteException sqlite)) {
      return e.getMessage() != null && e.getMessage().contains("closed")
          ? SqlFailure.CONNECTION_LOST
          : SqlFailure.REFUSED;
    }
    // The lowest byte of an extended code is the code that it refines.
    return switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xFF)) {
      case SQLITE_BUSY, SQLITE_LOCKED -> SqlFailure.BUSY;
      case SQLITE_FULL -> SqlFailure.NO_SPACE;
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH, SQLITE_CANTOPEN -> SqlFailure.READ_ONLY;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> SqlFailure.CORRUPT;
      case SQLITE_IOERR, SQLITE_PROTOCOL, SQLITE_NOMEM -> SqlFailure.CONNECTION_LOST;
      default -> SqlFailure.REFUSED;
    };
  }

  /** SQLite's own counter, which moves when another connection has committed. */
  @Override
  public Optional<Long> changeCounter(Connection reader) throws SQLException {
    return Optional.of(number(reader, "pragma data_version"));
  }

  @Override
  public void requireSameDatabase() throws SQLException {
    if (!file.isSame()) {
      throw new ReplacedException(file);
    }
  }

  @Override
  public void close() {
    file.close();
  }

  /** The path leads to another file than the one that was opened, or to none. */
  private static final class ReplacedException extends SQLException {
    private static final long serialVersionUID = 1L;

    ReplacedException(SqliteFile file) {
      super(file.path() + " is not the file that was opened");
    }
  }
}
