package dev.holdfast.sql;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Threads;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that commits, for many callers at a time.
 *
 * <p>It takes what waits, judges and writes it in one database transaction under the counter's
 * lock, and lets another thread tell the callers, if they are several, once it is durable. It keeps
 * no caller waiting for more company: a lone caller's group is of one.
 *
 * <p>A commit whose reply is lost is looked up, by its nonce and under the lock, before anybody is
 * told anything; only if the database stays away is an outcome unknown.
 */
final class SqlWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SqlWriter.class);

  private static final long LONGEST_IDLE_NANOS = Duration.ofMillis(500).toNanos();

  private final SqlDialect dialect;
  private final SqlStatements statements;
  private final SqlErrors errors;
  private final Limits limits;
  private final SqlLog log;
  private final LogPoller poller;
  private final Compactor compactor;
  private final LogCutter cutter;
  private final CounterLock lock;
  private final WorkQueue queue;
  private final SecureRandom random = new SecureRandom();
  private final ExecutorService thread;
  private final Answers answers;
  private Optional<SqlSession> session = Optional.empty();
  private volatile boolean serving = true;
  private volatile boolean closed;

  SqlWriter(
      SqlDialect dialect,
      SqlStatements statements,
      SqlConfig config,
      SqlLog log,
      LogPoller poller,
      Compactor compactor,
      LogCutter cutter) {
    this.dialect = dialect;
    this.statements = statements;
    this.errors = new SqlErrors(dialect);
    this.limits = config.info().limits();
    this.log = log;
    this.poller = poller;
    this.compactor = compactor;
    this.cutter = cutter;
    this.lock = new CounterLock(log, poller);
    this.queue = new WorkQueue(limits.maxQueuedWrites());
    String name = "holdfast-" + config.info().name();
    this.thread = Executors.newSingleThreadExecutor(Threads.named(name + "-writer"));
    this.answers = new Answers(name + "-answers");
    thread.execute(this::run);
  }

  void add(Work work) {
    queue.add(work);
  }

  /** Returns whether the last thing that was asked of the database succeeded. */
  boolean isServing() {
    return serving;
  }

  private void run() {
    while (!closed) {
      try {
        long now = System.nanoTime();
        long idle = Math.min(LONGEST_IDLE_NANOS, compactor.idleNanos(now));
        if (dialect.writing() == SqlDialect.Writing.ONE_AT_A_TIME) {
          idle = Math.min(idle, cutter.idleNanos(now));
        }
        List<Work> group = queue.take(idle);
        if (!group.isEmpty()) {
          commit(group);
        } else if (session.isPresent()) {
          dialect.keepAlive(session.get().connection());
        }
        maintain();
      } catch (InterruptedException e) {
        return;
      } catch (SQLException e) {
        discardSession();
      } catch (RuntimeException e) {
        LOG.error("the writer met what it should not have", e);
        discardSession();
      }
    }
  }

  /** Commits a group to its end: each of its work is answered, or failed, when this returns. */
  private void commit(List<Work> group) {
    List<Work> left = group;
    Patience patience = new Patience();
    while (!left.isEmpty()) {
      try {
        left = commitOnce(left);
        serving = true;
      } catch (SQLException e) {
        rollback();
        left = afterFailure(left, e, patience);
      } catch (UnknownOutcome e) {
        serving = false;
        LOG.warn("the outcome of {} commits is unknown", left.size(), e);
        fail(
            left,
            new StoreException(
                ErrorReason.OUTCOME_UNKNOWN,
                "the database went away during the commit; ask again with the same id",
                e));
        return;
      } catch (RuntimeException e) {
        rollback();
        LOG.error("a commit met what it should not have", e);
        fail(left, StoreException.from(e));
        return;
      }
    }
  }

  /** Decides what is tried again, and fails the rest. Nothing of the group was applied. */
  private List<Work> afterFailure(List<Work> group, SQLException e, Patience patience) {
    SqlFailure failure = errors.classify(e);
    switch (failure) {
      case BUSY, CONNECTION_LOST -> {
        if (failure == SqlFailure.CONNECTION_LOST) {
          discardSession();
          if (patience.hasPaused()) {
            noteFailure(failure, e);
          }
        }
        if (!closed && patience.pause()) {
          return group.stream().filter(work -> !work.isDropped()).toList();
        }
      }
      case REFUSED -> {
        if (group.size() > 1) {
          commit(group.subList(0, group.size() / 2));
          return group.subList(group.size() / 2, group.size());
        }
      }
      case NO_SPACE, READ_ONLY, DENIED, CORRUPT, REPLACED -> {}
    }
    noteFailure(failure, e);
    fail(group, errors.notApplied(e));
    return List.of();
  }

  private void noteFailure(SqlFailure failure, SQLException e) {
    if (failure == SqlFailure.REFUSED) {
      LOG.error("the database refused a commit", e);
      return;
    }
    if (serving) {
      LOG.warn("commits fail: {}", e.getMessage());
    }
    serving = false;
    if (failure == SqlFailure.REPLACED) {
      log.end(
          new StoreException(
              ErrorReason.HISTORY_CHANGED, "the database was replaced while it was open", e));
    }
  }

  /** Commits once; returns what did not fit into the group. */
  private List<Work> commitOnce(List<Work> work) throws SQLException {
    SqlSession writer = session();
    dialect.requireSameDatabase();
    LockedEntries entries = new LockedEntries(Work.keys(work));
    SqlMeta base = lock.take(writer, entries);
    poller.locked();
    try {
      return commitLocked(writer, new SqlHead(writer, base, entries, lock.touched()), work);
    } finally {
      poller.unlocked();
    }
  }

  private List<Work> commitLocked(SqlSession writer, SqlHead head, List<Work> work)
      throws SQLException {
    long nonce = random.nextLong();
    GroupCommit group = new GroupCommit(writer, head, limits, nonce);
    List<Work> rest = group.judge(work);
    if (group.isEmpty()) {
      writer.rollback();
    } else {
      group.write();
      commitDurably(group, nonce);
      publish(group);
    }
    answers.tell(group.answers());
    return rest;
  }

  private SqlMeta lock(SqlSession writer) throws SQLException {
    return lock.take(writer, new LockedEntries(Set.of()));
  }

  private void commitDurably(GroupCommit group, long nonce) throws SQLException {
    try {
      group.finish();
      dialect.requireSameDatabase();
    } catch (SQLException e) {
      switch (errors.classify(e)) {
        case BUSY, NO_SPACE -> throw e;
        default -> {
          if (!wasApplied(group, nonce)) {
            throw e;
          }
        }
      }
    }
  }

  /** Finds out, for good, whether a commit without a reply was applied. */
  private boolean wasApplied(GroupCommit group, long nonce) {
    Patience patience = new Patience();
    while (true) {
      discardSession();
      try {
        dialect.requireSameDatabase();
        SqlSession fresh = session();
        // Under the lock nothing of the lost commit can still be under way.
        fresh.begin();
        fresh.meta(statements.lockMeta);
        Optional<Long> found =
            fresh.queryFirst(
                statements.selectNonce,
                select -> select.setLong(1, group.meta().revision()),
                row -> row.getLong(1));
        fresh.rollback();
        return found.isPresent() && found.get() == nonce;
      } catch (SQLException e) {
        if (errors.classify(e) == SqlFailure.REPLACED || closed || !patience.pause()) {
          throw new UnknownOutcome(e);
        }
      }
    }
  }

  private void publish(GroupCommit group) {
    group.commits().forEach(lock.touched()::add);
    if (group.commits().isEmpty()) {
      return;
    }
    if (!log.append(group.commits(), group.meta())) {
      poller.wake();
    }
    poller.committed();
  }

  private static final class UnknownOutcome extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownOutcome(SQLException cause) {
      super(cause);
    }
  }

  /** Does one step of what has to be done from time to time. */
  private void maintain() {
    long now = System.nanoTime();
    compactor.note(now, log.meta().revision());
    try {
      dialect.requireSameDatabase();
      if (log.isHistorySuspected()) {
        discardSession(); // it may lead to a server that is not in charge any more
        lock(session());
        rollback();
        log.trustHistory();
      } else if (!serving) {
        probe();
      } else if (compactor.isDue(now, log.meta())) {
        compact(now);
      } else if (dialect.writing() == SqlDialect.Writing.ONE_AT_A_TIME
          && cutter.idleNanos(now) == 0) {
        cutter.step(session());
      }
    } catch (SQLException e) {
      rollback();
      SqlFailure failure = errors.classify(e);
      if (failure == SqlFailure.CONNECTION_LOST) {
        discardSession();
      }
      if (failure != SqlFailure.BUSY) {
        noteFailure(failure, e);
      }
    }
  }

  /** Finds out whether commits succeed again, by one that changes nothing. */
  private void probe() throws SQLException {
    SqlSession writer = session();
    SqlMeta base = lock(writer);
    writer.update(
        statements.updateRevision,
        update -> {
          update.setLong(1, base.revision());
          update.setLong(2, base.nonce());
        });
    writer.commit();
    serving = true;
    LOG.info("commits succeed again");
  }

  private void compact(long now) throws SQLException {
    SqlSession writer = session();
    SqlMeta base = lock(writer);
    Optional<SqlMeta> moved = compactor.move(writer, base, now);
    writer.commit();
    if (moved.isPresent()) {
      log.compacted(moved.get());
      compactor.cut(moved.get(), now);
    }
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

  private void rollback() {
    if (session.isPresent()) {
      try {
        session.get().rollback();
      } catch (SQLException e) {
        discardSession();
      }
    }
  }

  private static void fail(List<Work> group, StoreException failure) {
    group.forEach(work -> work.fail(failure));
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
    thread.shutdown();
    Closing.await(thread);
    answers.close();
    discardSession();
  }
}
