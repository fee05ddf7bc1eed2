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
 * Decides how far the log may be cut, and moves the mark of compaction there.
 *
 * <p>There is no wall clock in it: from time to time it notes the latest revision, and what was
 * noted a retention ago may go. So a process that starts waits a whole retention. The mark is moved
 * in a transaction of its own before rows are deleted: whoever saw the mark below its snapshot in
 * the statement that read the log saw the rows too. The process that moved the mark deletes the
 * rows; if it ends before, the next one to move it finds them.
 *
 * <p>For the writer's thread, but for {@link #hold}.
 */
final class Compactor {

  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

  private final long historyRetentionNanos;
  private final long outcomeRetentionNanos;
  private final long revisionsKept;
  private final long intervalNanos;
  private final Deque<Note> notes = new ArrayDeque<>();
  private final ConcurrentSkipListMap<Long, Integer> holds = new ConcurrentSkipListMap<>();
  private final LogCutter cutter;
  private long lastNote;

  private record Note(long nanos, long revision) {}

  Compactor(
      Duration historyRetention,
      Duration outcomeRetention,
      long revisionsKept,
      LogCutter cutter,
      long now) {
    this.cutter = cutter;
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

  /** Returns how long nothing needs to be noted, in nanoseconds. */
  long idleNanos(long now) {
    return Math.max(0, lastNote + intervalNanos - now);
  }

  /** Notes the latest revision, if it is time to. */
  void note(long now, long revision) {
    if (now - lastNote < intervalNanos) {
      return;
    }
    lastNote = now;
    notes.add(new Note(now, revision));
  }

  /** Returns whether the mark is to be moved: there is something to cut, and all before is cut. */
  boolean isDue(long now, SqlMeta meta) {
    return !cutter.isBusy() && target(now, meta) > meta.compactRevision();
  }

  /**
   * Moves the mark, in a transaction that holds the counter and that the caller commits.
   *
   * @return the counter's row with the mark moved, where it was
   */
  Optional<SqlMeta> move(SqlSession session, SqlMeta meta, long now) throws SQLException {
    long target = target(now, meta);
    if (target <= meta.compactRevision()) {
      return Optional.empty(); // another process has moved it
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
    return Optional.of(meta.compactedTo(target, nonce));
  }

  /** Has the rows below the mark deleted, once it is durable. */
  void cut(SqlMeta moved, long now) {
    long outcomesUntil = notedBefore(now - outcomeRetentionNanos);
    cutter.cut(
        moved.compactRevision(),
        Math.min(moved.compactRevision(), outcomesUntil),
        now,
        intervalNanos);
    notes.removeIf(note -> now - note.nanos() > outcomeRetentionNanos + 2 * intervalNanos);
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
