package dev.holdfast.sql;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Threads;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what other processes have committed, in order and without a gap.
 *
 * <p>It reads by the counter, which no commit passes before it is visible, and reads the last
 * revision that it knows once more: if that has gone or has another nonce, the database has
 * forgotten what it told, and the writer is left to change the history.
 */
final class LogPoller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogPoller.class);

  private final SqlDialect dialect;
  private final SqlStatements statements;
  private final SqlLog log;
  private final Optional<SqlConfig.Polling> polling;
  private final Semaphore wakes = new Semaphore(0);
  private final ExecutorService thread;
  private Optional<SqlSession> session = Optional.empty();
  private Optional<Long> counter = Optional.empty();
  private volatile boolean closed;

  LogPoller(
      String name,
      SqlDialect dialect,
      SqlStatements statements,
      SqlLog log,
      Optional<SqlConfig.Polling> polling) {
    this.dialect = dialect;
    this.statements = statements;
    this.log = log;
    this.polling = polling;
    this.thread = Executors.newSingleThreadExecutor(Threads.named(name));
  }

  void start() {
    thread.execute(this::run);
  }

  /** Has the log fetched now. */
  void wake() {
    wakes.release();
  }

  private void run() {
    long interval = polling.map(p -> p.shortest().toNanos()).orElse(Long.MAX_VALUE);
    while (!closed) {
      try {
        boolean woken = wakes.tryAcquire(interval, TimeUnit.NANOSECONDS);
        wakes.drainPermits();
        boolean found = !closed && poll(woken);
        interval = next(interval, found);
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        discardSession();
        LOG.debug("the log could not be read", e);
      } catch (RuntimeException e) {
        discardSession();
        LOG.error("the log's reader met what it should not have", e);
      }
    }
  }

  private long next(long interval, boolean found) {
    if (polling.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long shortest = polling.get().shortest().toNanos();
    return found ? shortest : Math.min(polling.get().longest().toNanos(), interval * 2);
  }

  private boolean poll(boolean woken) throws SQLException {
    dialect.requireSameDatabase();
    SqlSession reader = session();
    Optional<Long> now = dialect.changeCounter(reader.connection());
    if (!woken && now.isPresent() && now.equals(counter)) {
      return false;
    }
    boolean found = fetch(reader);
    counter = now;
    return found;
  }

  private boolean fetch(SqlSession reader) throws SQLException {
    boolean found = false;
    while (true) {
      SqlMeta known = log.meta();
      RecentCommits.Tip tip = log.recent().tip();
      SqlLog.Fetched fetched;
      try {
        fetched = log.fetch(reader, tip.revision(), known.historyId());
      } catch (StoreException e) {
        restart(reader, known);
        return true;
      }
      if (SqlLog.isForgotten(tip, fetched.meta(), reader)) {
        log.suspectHistory();
        return false;
      }
      if (fetched.commits().isEmpty()) {
        return found;
      }
      found = true;
      long through = fetched.commits().get(fetched.commits().size() - 1).revision();
      boolean unused =
          log.append(fetched.commits(), fetched.meta().advancedTo(through, fetched.nonce()));
    }
  }

  /** Goes on from the present after the history has changed or the log was cut ahead of us. */
  private void restart(SqlSession reader, SqlMeta known) throws SQLException {
    SqlMeta now = reader.meta(statements.selectMeta);
    if (now.historyId().equals(known.historyId())) {
      log.skipTo(now);
    } else {
      log.changeHistory(now);
    }
  }

  private SqlSession session() throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(SqlSession.open(dialect, SqlDialect.Role.READER, statements));
      counter = Optional.empty();
    }
    return session.get();
  }

  private void discardSession() {
    session.ifPresent(SqlSession::close);
    session = Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
    wake();
    thread.shutdown();
    Closing.await(thread);
    discardSession();
  }
}
