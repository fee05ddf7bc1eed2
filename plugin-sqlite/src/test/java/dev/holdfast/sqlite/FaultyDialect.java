package dev.holdfast.sqlite;

import dev.holdfast.sql.SqlDialect;
import dev.holdfast.sql.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.SQLDialect;

/** SQLite, with a fault at the next commit. */
final class FaultyDialect implements SqlDialect {

  /** What goes wrong at a commit. */
  enum Fault {
    /** Nothing. */
    NONE,
    /** The connection is lost before the commit arrives. */
    LOST_BEFORE,
    /** The commit is made, and its reply is lost. */
    LOST_AFTER,
    /** The commit is made, its reply is lost, and the database stays away. */
    AWAY_AFTER
  }

  private final SqlDialect sqlite;
  private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
  private volatile boolean away;

  FaultyDialect(SqlDialect sqlite) {
    this.sqlite = sqlite;
  }

  void failNextCommit(Fault fault) {
    next.set(fault);
  }

  void comeBack() {
    away = false;
  }

  @Override
  public void commit(Connection writer) throws SQLException {
    switch (next.getAndSet(Fault.NONE)) {
      case NONE -> sqlite.commit(writer);
      case LOST_BEFORE -> throw new LostException();
      case LOST_AFTER -> {
        sqlite.commit(writer);
        throw new LostException();
      }
      case AWAY_AFTER -> {
        sqlite.commit(writer);
        away = true;
        throw new LostException();
      }
    }
  }

  @Override
  public Writing writing() {
    return sqlite.writing();
  }

  @Override
  public Connection connect(Role role) throws SQLException {
    if (away && role == Role.WRITER) {
      throw new LostException();
    }
    return sqlite.connect(role);
  }

  @Override
  public SqlFailure classify(SQLException e) {
    return e instanceof LostException ? SqlFailure.CONNECTION_LOST : sqlite.classify(e);
  }

  @Override
  public SQLDialect jooq() {
    return sqlite.jooq();
  }

  @Override
  public void begin(Connection writer) throws SQLException {
    sqlite.begin(writer);
  }

  @Override
  public void rollback(Connection writer) throws SQLException {
    sqlite.rollback(writer);
  }

  @Override
  public List<String> createTables() {
    return sqlite.createTables();
  }

  @Override
  public Optional<Long> changeCounter(Connection reader) throws SQLException {
    return sqlite.changeCounter(reader);
  }

  @Override
  public void requireSameDatabase() throws SQLException {
    sqlite.requireSameDatabase();
  }

  @Override
  public void close() {
    sqlite.close();
  }

  private static final class LostException extends SQLException {
    private static final long serialVersionUID = 1L;

    LostException() {
      super("the connection is lost");
    }
  }
}
