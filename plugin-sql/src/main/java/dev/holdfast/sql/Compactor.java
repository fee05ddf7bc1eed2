package dev.holdfast.sql;

import dev.holdfast.store.engine.StoreEngine.Hold;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decides how far the log may be cut, and cuts it in small steps.
 *
 * <p>There is no wall clock in it: from time to time it notes the latest revision, and what was
 * noted a retention ago may go. So a process that starts waits a whole retention. The mark of
 * compaction is moved in a transaction of its own before rows are deleted: whoever saw the mark
 * below its snapshot in the statement that read the log saw the rows too.
 *
 * <p>For the writer's thread, but for {@link #hold}.
 */
final class Compactor {

  private static final long STEP_REVISIONS = 1_000;
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

  private final long historyRetentionNanos;
  private final long outcomeRetentionNanos;
  private final long revisionsKept;
  private final long intervalNanos;
  private final Deque<Note> notes = new ArrayDeque<>();
  private final ConcurrentSkipListMap<Long, Integer> holds = new ConcurrentSkipListMap<>();
  private final Deque<Cut> cuts = new ArrayDeque<>();
  private long lastNote;

  private record Note(long nanos, long revision) {}

  /** Rows up to a revision that are still to be deleted by a statement, from the oldest on. */
  private record Cut(String statement, long next, long until) {}

  Compactor(Duration historyRetention, Duration outcomeRetention, long revisionsKept, long now) {
    this.historyRetentionNanos = historyRetention.toNanos();
    this.outcomeRetentionNanos = Math.max(outcomeRetention.toNanos(), historyRetentionNanos);
    this.revisionsKept = revisionsKept;
    this.intervalNanos = Math.min(LONGEST_INTERVAL.toNanos(), historyRetentionNanos / 8 + 1);
    this.lastNote = now - intervalNanos;
  }

  /** Asks that the log be kept from a revision on. */
  Hold hold(long revision) {
    holds.merge(revision, 1, Integer::sum);
    AtomicBoolean held = new AtomicBoolean(true);
    return () -> {
      if (held.getAndSet(false)) {
        holds.computeIfPresent(revision, (same, count) -> count == 1 ? null : count - 1);
      }
    };
  }

  /** Returns how long nothing needs to be done, in nanoseconds. */
  long idleNanos(long now) {
    return cuts.isEmpty() ? Math.max(0, lastNote + intervalNanos - now) : 0;
  }

  /** Notes the latest revision, if it is time to. */
  void note(long now, long revision) {
    if (now - lastNote < intervalNanos) {
      return;
    }
    lastNote = now;
    notes.add(new Note(now, revision));
  }

  /** Returns whether rows are to be deleted, or the mark is to be moved. */
  boolean isDue(long now, SqlMeta meta) {
    return !cuts.isEmpty() || target(now, meta) > meta.compactRevision();
  }

  /**
   * Does one step, in a transaction that holds the counter and that the caller commits.
   *
   * @return the counter's row with the mark moved, where it was
   */
  Optional<SqlMeta> step(SqlSession session, SqlMeta meta, long now) throws SQLException {
    if (!cuts.isEmpty()) {
      delete(session, cuts.remove());
      return Optional.empty();
    }
    long target = target(now, meta);
    if (target <= meta.compactRevision()) {
      return Optional.empty(); // another process has moved the mark
    }
    SqlStatements statements = session.statements();
    long nonce =
        session
            .queryFirst(
                statements.selectNonce, select -> select.setLong(1, target), row -> row.getLong(1))
            .orElseThrow(() -> new SQLException("the log has lost revision " + target));
    session.update(
        statements.updateCompact,
        update -> {
          update.setLong(1, target);
          update.setLong(2, nonce);
        });
    plan(session, statements.selectOldestLog, statements.deleteLog, target);
    plan(
        session,
        statements.selectOldestOutcome,
        statements.deleteOutcomes,
        Math.min(target, notedBefore(now - outcomeRetentionNanos)));
    notes.removeIf(note -> now - note.nanos() > outcomeRetentionNanos + 2 * intervalNanos);
    return Optional.of(meta.compactedTo(target, nonce));
  }

  private void plan(SqlSession session, String oldest, String delete, long until)
      throws SQLException {
    Optional<Long> first =
        session.queryFirst(
            oldest, none -> {}, row -> row.getLong(1) == 0 ? until + 1 : row.getLong(1));
    if (first.isPresent() && first.get() <= until) {
      cuts.add(new Cut(delete, first.get(), until));
    }
  }

  private void delete(SqlSession session, Cut rows) throws SQLException {
    long through = Math.min(rows.until(), rows.next() + STEP_REVISIONS - 1);
    session.update(rows.statement(), delete -> delete.setLong(1, through));
    if (through < rows.until()) {
      cuts.addFirst(new Cut(rows.statement(), through + 1, rows.until()));
    }
  }

  private long target(long now, SqlMeta meta) {
    var oldestHold = holds.firstEntry(); // one look: holds come and go meanwhile
    long held = oldestHold == null ? Long.MAX_VALUE : oldestHold.getKey();
    return Math.min(
        Math.min(notedBefore(now - historyRetentionNanos), held), meta.revision() - revisionsKept);
  }

  /** Returns the last revision that was noted before a time. */
  private long notedBefore(long nanos) {
    long revision = 0;
    for (Note note : notes) {
      if (note.nanos() - nanos < 0) {
        revision = note.revision();
      }
    }
    return revision;
  }
}
