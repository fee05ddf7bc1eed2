package dev.holdfast.sql;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Threads;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what other processes have committed, in order and without a gap.
 *
 * <p>It reads by the counter, which no commit passes before it is visible, and asks for the nonce
 * of the last revision that it knows: if that has gone or has another, the database has forgotten
 * what it told, and the writer is left to change the history. While the writer commits, it reads
 * for itself what others have committed, and wakes this one if that is much.
 */
final class LogPoller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogPoller.class);

  private static final long HINT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long after a commit the next is looked for at the shortest interval. */
  private static final long EAGER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final SqlDialect dialect;
  private final SqlStatements statements;
  private final SqlLog log;
  private final Optional<SqlConfig.Polling> polling;
  private final Optional<QuietTime> quiet;
  private final Semaphore wakes = new Semaphore(0);
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Optional<CommitHints> hints;
  private final ExecutorService thread;
  private Optional<SqlSession> session = Optional.empty();
  private Optional<Long> counter = Optional.empty();
  private long lastHint = System.nanoTime() - HINT_NANOS;
  private long lastFound = System.nanoTime();
  private volatile boolean hintDue;
  private volatile boolean serving = true;
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
    this.quiet =
        polling.map(
            often ->
                new QuietTime(
                    often.longest().toNanos(), often.shortest().toNanos(), System.nanoTime()));
    this.thread = Executors.newSingleThreadExecutor(Threads.named(name));
    this.hints = dialect.hints(this::wake);
  }

  void start() {
    thread.execute(this::run);
  }

  /** Has the log fetched now. */
  void wake() {
    asked.set(true);
    wakes.release();
  }

  /** Notes that the writer holds the counter's lock, and has this one woken if others committed. */
  void locked() {
    quiet.ifPresent(time -> time.locked(System.nanoTime()));
  }

  /** Notes that the writer has let go of the lock that {@link #locked} told of. */
  void unlocked() {
    quiet.ifPresent(time -> time.unlocked(System.nanoTime()));
  }

  /** Has other processes told, soon, that this one has committed. */
  void committed() {
    if (hints.isPresent() && !hintDue) {
      hintDue = true;
      wakes.release();
    }
  }

  /** Returns whether the log could be read when it was last tried. */
  boolean isServing() {
    return serving;
  }

  private void run() {
    long interval = next(0, true);
    while (!closed) {
      try {
        boolean unused = wakes.tryAcquire(interval, TimeUnit.NANOSECONDS);
        wakes.drainPermits();
        interval = next(interval, !closed && poll());
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        interval = afterFailure(e);
      } catch (RuntimeException e) {
        discardSession();
        interval = next(interval, false);
        LOG.error("the log's reader met what it should not have", e);
      }
    }
  }

  private long afterFailure(SQLException e) {
    discardSession();
    if (serving && !closed) {
      LOG.warn("the log cannot be read: {}", e.getMessage());
    }
    serving = false;
    return polling.map(p -> p.longest().toNanos()).orElse(RETRY_NANOS);
  }

  private long next(long interval, boolean found) {
    if (polling.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long shortest = polling.get().shortest().toNanos();
    long now = System.nanoTime();
    lastFound = found ? now : lastFound;
    if (hintDue) {
      return Math.min(interval, Math.max(0, lastHint + HINT_NANOS - now) + 1);
    }
    if (now - lastFound < EAGER_NANOS) {
      // A commit that takes a while is no sign that no more will come.
      long left = quietNanos(now);
      return left > 0 ? left : shortest;
    }
    return Math.min(polling.get().longest().toNanos(), Math.max(shortest, interval * 2));
  }

  /** Returns whether there was something, or the writer is about to find it. */
  private boolean poll() throws SQLException {
    dialect.requireSameDatabase();
    sendHint();
    boolean woken = asked.getAndSet(false);
    if (!woken && serving && quietNanos(System.nanoTime()) > 0) {
      return true;
    }
    SqlSession reader = session();
    Optional<Long> now = dialect.changeCounter(reader.connection());
    boolean found = (woken || now.isEmpty() || !now.equals(counter)) && fetch(reader);
    counter = now;
    serving = true;
    return found;
  }

  private long quietNanos(long now) {
    return quiet.map(time -> time.left(now)).orElse(0L);
  }

  /** Sends a hint, at most one in a while however many commits there are. */
  private void sendHint() throws SQLException {
    long now = System.nanoTime();
    if (hintDue && now - lastHint > HINT_NANOS) {
      lastHint = now;
      hintDue = false;
      hints.orElseThrow().send(session().connection());
    }
  }

  private boolean fetch(SqlSession reader) throws SQLException {
    boolean found = false;
    while (true) {
      SqlMeta known = log.meta();
      SqlLog.Step step;
      try {
        step = log.follow(reader);
      } catch (StoreException e) {
        restart(reader, known);
        return true;
      }
      switch (step) {
        case NOTHING_NEW -> {
          return found;
        }
        case CAUGHT_UP -> {
          return true;
        }
        case MORE_TO_COME -> found = true;
        case FORGOTTEN -> {
          log.suspectHistory();
          return false;
        }
      }
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
      session = Optional.of(SqlSession.open(dialect, SqlDialect.Role.FOLLOWER, statements));
      counter = Optional.empty();
      if (!session.get().isOnKnownServer()) {
        log.suspectHistory();
      }
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
    hints.ifPresent(CommitHints::close);
    wake();
    thread.shutdown();
    Closing.await(thread);
    discardSession();
  }
}
