package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.TxnId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A connection with its prepared statements. For one thread at a time. */
final class SqlSession implements AutoCloseable {

  private final SqlDialect dialect;
  private final Connection connection;
  private final SqlStatements statements;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private boolean inTransaction;
  private boolean onKnownServer;

  private SqlSession(SqlDialect dialect, Connection connection, SqlStatements statements) {
    this.dialect = dialect;
    this.connection = connection;
    this.statements = statements;
  }

  static SqlSession open(SqlDialect dialect, SqlDialect.Role role, SqlStatements statements)
      throws SQLException {
    return new SqlSession(dialect, dialect.connect(role), statements);
  }

  Connection connection() {
    return connection;
  }

  SqlStatements statements() {
    return statements;
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return prepared(sql, connection::prepareStatement);
  }

  /** Prepares a statement of {@link Insert}. */
  PreparedStatement prepareInsert(String sql) throws SQLException {
    return prepared(sql, insert -> dialect.prepareInsert(connection, insert));
  }

  private PreparedStatement prepared(String sql, Preparation preparation) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known == null) {
      known = preparation.prepare(sql);
      prepared.put(sql, known);
    }
    return known;
  }

  /** Returns how the driver sends many rows. */
  SqlDialect.Inserts inserts() {
    return dialect.inserts();
  }

  /** Runs a query and gives each of its rows to a reader. */
  void query(String sql, Binder binder, RowReader reader) throws SQLException {
    PreparedStatement statement = prepare(sql);
    binder.bind(statement);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  /** Runs a query of which the first row is all that matters. */
  <T> Optional<T> queryFirst(String sql, Binder binder, RowMapper<T> mapper) throws SQLException {
    PreparedStatement statement = prepare(sql);
    binder.bind(statement);
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
    }
  }

  int update(String sql, Binder binder) throws SQLException {
    PreparedStatement statement = prepare(sql);
    binder.bind(statement);
    return statement.executeUpdate();
  }

  /** Updates and commits, in one request where the driver can send several statements. */
  void updateAndCommit(String sql, Binder binder) throws SQLException {
    if (dialect.requests() == SqlDialect.Requests.ONE_STATEMENT) {
      update(sql, binder);
      commit();
      return;
    }
    PreparedStatement statement = prepare(sql + "; COMMIT");
    binder.bind(statement);
    boolean rows = statement.execute();
    while (rows || statement.getUpdateCount() != -1) {
      rows = statement.getMoreResults();
    }
    inTransaction = false;
  }

  /**
   * Reads the counter and then, by another statement, rows: in one request where the driver can
   * send several statements.
   */
  SqlMeta metaAnd(String metaSql, String sql, Binder binder, RowReader reader) throws SQLException {
    if (dialect.requests() == SqlDialect.Requests.ONE_STATEMENT) {
      SqlMeta meta = meta(metaSql);
      query(sql, binder, reader);
      return meta;
    }
    PreparedStatement both = prepare(metaSql + "; " + sql);
    binder.bind(both);
    both.execute();
    SqlMeta meta;
    try (ResultSet row = both.getResultSet()) {
      if (!row.next()) {
        throw metaMissing();
      }
      meta = SqlMeta.read(row);
    }
    both.getMoreResults();
    try (ResultSet rows = both.getResultSet()) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
    return meta;
  }

  /** Reads the counter and rows of one snapshot, which come in no certain order. */
  <T> T metaAndRows(String sql, Binder binder, RowMapper<T> counter, RowReader reader)
      throws SQLException {
    Optional<T> meta = Optional.empty();
    PreparedStatement statement = prepare(sql);
    binder.bind(statement);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        if (SqlMeta.isIn(rows)) {
          meta = Optional.of(counter.map(rows));
        } else {
          reader.read(rows);
        }
      }
    }
    return meta.orElseThrow(this::metaMissing);
  }

  SqlMeta meta(String sql) throws SQLException {
    return queryFirst(sql, none -> {}, SqlMeta::read).orElseThrow(this::metaMissing);
  }

  private SQLException metaMissing() {
    return new SQLException("the row of " + statements.metaTable() + " is missing");
  }

  void begin() throws SQLException {
    dialect.begin(connection);
    inTransaction = true;
  }

  void commit() throws SQLException {
    dialect.commit(connection);
    inTransaction = false;
  }

  /**
   * Returns whether the connection leads to the server that the tables say they belong to.
   *
   * <p>A connection does not change its server, so it is asked once; the caller has the counter's
   * lock, or can do without.
   */
  boolean isOnKnownServer() throws SQLException {
    if (!onKnownServer) {
      onKnownServer = storedServer().equals(server());
    }
    return onKnownServer;
  }

  /** Returns what tells the server from others. */
  String server() throws SQLException {
    return dialect.server(connection);
  }

  private String storedServer() throws SQLException {
    return queryFirst(statements.selectServer, none -> {}, row -> row.getString(1)).orElse("");
  }

  /** Starts a history, in the transaction that is under way and has the counter's lock. */
  SqlMeta startHistory(SqlMeta meta) throws SQLException {
    SqlMeta changed = meta.inHistory(TxnId.random().value());
    String server = server();
    update(
        statements.updateHistory,
        update -> {
          update.setString(1, changed.historyId());
          update.setString(2, server);
        });
    return changed;
  }

  /** Undoes what was begun; without a transaction it does nothing. */
  void rollback() throws SQLException {
    if (inTransaction) {
      inTransaction = false;
      dialect.rollback(connection);
    }
  }

  /** Closes the connection; one that is broken already is as good as closed. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing is left to save.
    }
  }

  /** Binds an interval from a parameter on, and returns the parameter that follows. */
  static int bind(PreparedStatement statement, int parameter, KeyInterval interval)
      throws SQLException {
    statement.setBytes(parameter, interval.from().toByteArray());
    Optional<Bytes> until = interval.until();
    if (until.isEmpty()) {
      return parameter + 1;
    }
    statement.setBytes(parameter + 1, until.get().toByteArray());
    return parameter + 2;
  }

  static Bound bound(KeyInterval interval) {
    return interval.until().isPresent() ? Bound.BOUNDED : Bound.UNBOUNDED;
  }

  /** Prepares a statement. */
  @FunctionalInterface
  private interface Preparation {
    PreparedStatement prepare(String sql) throws SQLException;
  }

  /** Sets the parameters of a statement. */
  @FunctionalInterface
  interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  /** Takes a row. */
  @FunctionalInterface
  interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  /** Makes something of a row. */
  @FunctionalInterface
  interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }
}
