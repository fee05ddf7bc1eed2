package dev.holdfast.sql;

/**
 * How long there is nothing of other processes to be found in the log.
 *
 * <p>Whoever holds the counter's lock commits alone, and sees when it takes the lock whether
 * another has committed before. So a process that commits all the time need not look at the log
 * besides.
 *
 * <p>The writer's thread notes what it does, and that of the poller asks. Times are those of {@link
 * System#nanoTime}.
 */
final class QuietTime {

  private final long whileLocked;
  private final long afterwards;
  private volatile long until;

  /**
   * Begins without any.
   *
   * @param whileLocked for how long at most the lock is believed to be held, in nanoseconds
   * @param afterwards how late another's commit may be found, in nanoseconds
   * @param now the time
   */
  QuietTime(long whileLocked, long afterwards, long now) {
    this.whileLocked = whileLocked;
    this.afterwards = afterwards;
    this.until = now;
  }

  /** Notes that the lock was taken and the log is known up to there. */
  void locked(long now) {
    until = now + whileLocked;
  }

  /** Notes that the lock was let go, which {@link #locked} said was taken. */
  void unlocked(long now) {
    until = now + afterwards;
  }

  /**
   * Returns for how many nanoseconds more there is nothing to be found, at most as many as a commit
   * may be found late; 0 if there may be.
   */
  long left(long now) {
    return Math.min(afterwards, Math.max(0, until - now));
  }
}
