package dev.holdfast.sql;

import dev.holdfast.store.engine.Threads;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the rows below the mark of compaction, in small transactions.
 *
 * <p>Where connections write side by side, it does so on one of its own, and no commit waits for
 * it: nobody else touches rows below the mark. Elsewhere the writer takes a step between two
 * commits. A step goes on where the last one ended, so that it never walks over what is deleted and
 * not yet cleared away; what this process has not deleted lies above. Thread-safe, but for {@link
 * #step}.
 */
final class LogCutter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogCutter.class);

  private static final int STEP_ROWS = 1_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SqlDialect dialect;
  private final SqlStatements statements;
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private final Semaphore wakes = new Semaphore(0);
  private final ExecutorService thread;
  private long logFrom;
  private long outcomesFrom;
  private Optional<SqlSession> session = Optional.empty();
  private volatile boolean closed;

  /** A table whose rows between two revisions are still to be deleted. */
  private record Cut(String step, String delete, long from, long until) {
    Cut after(long revision) {
      return new Cut(step, delete, revision + 1, until);
    }
  }

  LogCutter(String name, SqlDialect dialect, SqlStatements statements) {
    this.dialect = dialect;
    this.statements = statements;
    this.thread = Executors.newSingleThreadExecutor(Threads.named(name));
  }

  void start() {
    if (dialect.writing() == SqlDialect.Writing.SIDE_BY_SIDE) {
      thread.execute(this::run);
    }
  }

  /** Has the rows of both tables deleted up to two revisions. */
  synchronized void cut(long logUntil, long outcomesUntil) {
    if (logUntil >= logFrom) {
      cuts.add(new Cut(statements.selectLogStep, statements.deleteLog, logFrom, logUntil));
      logFrom = logUntil + 1;
    }
    if (outcomesUntil >= outcomesFrom) {
      cuts.add(
          new Cut(
              statements.selectOutcomeStep,
              statements.deleteOutcomes,
              outcomesFrom,
              outcomesUntil));
      outcomesFrom = outcomesUntil + 1;
    }
    wakes.release();
  }

  /** Returns whether there are rows to delete. */
  synchronized boolean isBusy() {
    return !cuts.isEmpty();
  }

  private synchronized Optional<Cut> first() {
    return Optional.ofNullable(cuts.peekFirst());
  }

  private synchronized void replaceFirst(Optional<Cut> rest) {
    cuts.removeFirst();
    rest.ifPresent(cuts::addFirst);
  }

  private void run() {
    while (!closed) {
      try {
        if (!isBusy()) {
          discardSession();
          wakes.acquire();
          wakes.drainPermits();
        } else {
          step(session());
          boolean unused = wakes.tryAcquire(PAUSE_NANOS, TimeUnit.NANOSECONDS);
        }
      } catch (InterruptedException e) {
        return;
      } catch (SQLException | RuntimeException e) {
        LOG.warn("rows below the mark could not be deleted; trying again: {}", e.toString());
        discardSession();
        pause();
      }
    }
  }

  private void pause() {
    try {
      boolean unused = wakes.tryAcquire(RETRY_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes some rows, in a transaction of its own. */
  void step(SqlSession writer) throws SQLException {
    Optional<Cut> first = first();
    if (first.isEmpty()) {
      return;
    }
    Cut cut = first.get();
    writer.begin();
    Optional<Long> full =
        writer.queryFirst(
            cut.step(),
            select -> {
              select.setLong(1, cut.from());
              select.setLong(2, cut.until());
              select.setInt(3, STEP_ROWS - 1);
            },
            row -> row.getLong(1));
    long through = full.orElse(cut.until());
    writer.update(
        cut.delete(),
        delete -> {
          delete.setLong(1, cut.from());
          delete.setLong(2, through);
        });
    writer.commit();
    replaceFirst(through < cut.until() ? Optional.of(cut.after(through)) : Optional.empty());
  }

  private SqlSession session() throws SQLException {
    if (session.isEmpty()) {
      session = Optional.of(SqlSession.open(dialect, SqlDialect.Role.WRITER, statements));
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
    wakes.release();
    thread.shutdown();
    Closing.await(thread);
    discardSession();
  }
}
