package dev.holdfast.sql;

import dev.holdfast.store.engine.ChangeLog;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of the counter, under which alone anybody commits.
 *
 * <p>Who has taken it knows what other processes have committed, and that the database has
 * forgotten nothing of what it told. For the writer's thread only.
 */
final class CounterLock {

  private static final Logger LOG = LoggerFactory.getLogger(CounterLock.class);

  /** How many steps of others' commits are read under the lock; the poller reads what is beyond. */
  private static final int MOST_STEPS = 4;

  private final SqlLog log;
  private final LogPoller poller;
  private final TouchedKeys touched;
  private String history;

  CounterLock(SqlLog log, LogPoller poller) {
    this.log = log;
    this.poller = poller;
    SqlMeta known = log.meta();
    this.touched = new TouchedKeys(known.revision());
    this.history = known.historyId();
  }

  /** Returns the keys that were touched up to the counter, as it was when the lock was taken. */
  TouchedKeys touched() {
    return touched;
  }

  /** Begins a transaction, takes the lock and reads entries under it; returns the counter. */
  SqlMeta take(SqlSession writer, LockedEntries entries) throws SQLException {
    writer.begin();
    SqlMeta now = entries.lock(writer);
    if (!now.historyId().equals(log.meta().historyId())) {
      log.changeHistory(now);
    } else if (!catchUp(writer, now) || !writer.isOnKnownServer()) {
      changeHistory(writer, now);
      return take(writer, entries);
    }
    learnKeys(now);
    return now;
  }

  private void changeHistory(SqlSession writer, SqlMeta now) throws SQLException {
    SqlMeta changed = writer.startHistory(now);
    LOG.warn(
        "the database is at revision {}, and {} was told before, maybe by another server:"
            + " its history is now {}",
        now.revision(),
        log.recent().tip().revision(),
        changed.historyId());
    writer.commit();
    log.changeHistory(changed);
  }

  /**
   * Learns what others have committed, or leaves it to the poller if it is much; returns whether
   * the database remembers what it told.
   */
  private boolean catchUp(SqlSession writer, SqlMeta now) throws SQLException {
    RecentCommits.Tip told = log.recent().tip();
    for (int steps = 0; told.revision() < now.revision(); steps++) {
      boolean cut = told.revision() < now.compactRevision();
      if (cut || steps == MOST_STEPS) {
        poller.wake();
        return true;
      }
      if (log.follow(writer) == SqlLog.Step.FORGOTTEN) {
        return false;
      }
      told = log.recent().tip();
    }
    return !told.isForgottenBy(now, Optional.empty());
  }

  /**
   * Learns the keys that others have touched; where their commits are not known, it begins anew.
   */
  private void learnKeys(SqlMeta now) {
    if (!now.historyId().equals(history)) {
      history = now.historyId();
      touched.restart(now.revision());
    }
    while (touched.through() < now.revision()) {
      Optional<ChangeLog.Stretch> next = log.recent().after(touched.through());
      if (next.isEmpty() || next.get().commits().isEmpty()) {
        break;
      }
      next.get().commits().forEach(touched::add);
    }
    if (touched.through() != now.revision()) {
      touched.restart(now.revision());
    }
  }
}
