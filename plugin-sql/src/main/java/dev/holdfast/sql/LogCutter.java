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
 * Deletes the rows below the mark of compaction, in small transactions that are spread over time.
 *
 * <p>Where connections write side by side, it does so on one of its own, and no commit waits for
 * it: nobody else touches rows below the mark. Elsewhere the writer takes a step between two
 * commits. A step goes on where the last one ended, so that it never walks over what is deleted and
 * not yet cleared away; what this process has not deleted lies above. Thread-safe, but for {@link
 * #step}.
 */
final class LogCutter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogCutter.class);

  private static final int LEAST_STEP_ROWS = 200;
  private static final int MOST_STEP_ROWS = 1_000;

  /** How long a step should take, in which commits may wait for it. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long LEAST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SqlDialect dialect;
  private final SqlStatements statements;
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private final Semaphore wakes = new Semaphore(0);
  private final ExecutorService thread;
  private int stepRows = LEAST_STEP_ROWS;
  private long nextStep = System.nanoTime();
  private long logFrom;
  private long outcomesFrom;
  private Optional<SqlSession> session = Optional.empty();
  private volatile boolean closed;

  /** A table whose rows between two revisions are still to be deleted, by a time if that may be. */
  private record Cut(
      String step, String delete, long from, long until, long due, Optional<Pace> pace) {

    Cut begunAt(long first, long now) {
      Pace begun = pace.orElseGet(() -> new Pace(first, until, now, due));
      return new Cut(step, delete, first, until, due, Optional.of(begun));
    }

    Cut after(long revision) {
      return new Cut(step, delete, revision + 1, until, due, pace);
    }

    /** Returns how long to rest before what is left. */
    long restNanos(long now) {
      long rest = pace.map(known -> known.restNanos(from - 1, now)).orElse(0L);
      return Math.max(LEAST_REST_NANOS, Math.min(rest, LONGEST_REST_NANOS));
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

  /**
   * Has the rows of both tables deleted up to two revisions, in some time: the log's in the first
   * half of it, the outcomes' in the second.
   */
  synchronized void cut(long logUntil, long outcomesUntil, long now, long nanos) {
    if (logUntil >= logFrom) {
      add(statements.selectLogStep, statements.deleteLog, logFrom, logUntil, now + nanos / 2);
      logFrom = logUntil + 1;
    }
    if (outcomesUntil >= outcomesFrom) {
      add(
          statements.selectOutcomeStep,
          statements.deleteOutcomes,
          outcomesFrom,
          outcomesUntil,
          now + nanos);
      outcomesFrom = outcomesUntil + 1;
    }
    wakes.release();
  }

  private void add(String step, String delete, long from, long until, long due) {
    cuts.add(new Cut(step, delete, from, until, due, Optional.empty()));
  }

  /** Returns whether there are rows to delete. */
  synchronized boolean isBusy() {
    return !cuts.isEmpty();
  }

  /** Returns how long there is nothing to do, in nanoseconds. */
  synchronized long idleNanos(long now) {
    return cuts.isEmpty() ? Long.MAX_VALUE : Math.max(0, nextStep - now);
  }

  private synchronized Optional<Cut> first() {
    return Optional.ofNullable(cuts.peekFirst());
  }

  private synchronized void replaceFirst(Optional<Cut> rest) {
    cuts.removeFirst();
    rest.ifPresent(cuts::addFirst);
    long now = System.nanoTime();
    nextStep = now + rest.map(cut -> cut.restNanos(now)).orElse(LEAST_REST_NANOS);
  }

  private void run() {
    while (!closed) {
      try {
        long idle = idleNanos(System.nanoTime());
        if (!isBusy()) {
          discardSession();
          wakes.acquire();
        } else if (idle > 0) {
          boolean unused = wakes.tryAcquire(idle, TimeUnit.NANOSECONDS);
        } else {
          step(session());
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
    Optional<Cut> next = first();
    if (next.isEmpty()) {
      return;
    }
    long begun = System.nanoTime();
    writer.begin();
    Optional<Long> lowest = revisionOfRow(writer, next.get(), 0);
    if (lowest.isEmpty()) {
      writer.rollback();
      replaceFirst(Optional.empty());
      return;
    }
    Cut cut = next.get().begunAt(lowest.get(), begun);
    Optional<Long> full = revisionOfRow(writer, cut, stepRows - 1);
    long through = full.orElse(cut.until());
    writer.update(
        cut.delete(),
        delete -> {
          delete.setLong(1, cut.from());
          delete.setLong(2, through);
        });
    writer.commit();
    if (full.isPresent()) {
      stepRows = rowsOfNextStep(stepRows, System.nanoTime() - begun);
    }
    replaceFirst(through < cut.until() ? Optional.of(cut.after(through)) : Optional.empty());
  }

  private static int rowsOfNextStep(int rows, long took) {
    return (int) Math.max(LEAST_STEP_ROWS, Math.min(rows * STEP_NANOS / took, MOST_STEP_ROWS));
  }

  private static Optional<Long> revisionOfRow(SqlSession session, Cut cut, int row)
      throws SQLException {
    return session.queryFirst(
        cut.step(),
        select -> {
          select.setLong(1, cut.from());
          select.setLong(2, cut.until());
          select.setInt(3, row);
        },
        found -> found.getLong(1));
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
