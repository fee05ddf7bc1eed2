package dev.holdfast.sql;

/**
 * Work on revisions, spread evenly over a stretch of time.
 *
 * @param first the first revision
 * @param last the last revision
 * @param begun when the work began, a time of {@link System#nanoTime}
 * @param due when it is to be done
 */
record Pace(long first, long last, long begun, long due) {

  /** Returns for how long the work may rest after a revision, in nanoseconds; 0 if it is late. */
  long restNanos(long revision, long now) {
    double done = (revision - first + 1.0) / (last - first + 1.0);
    return Math.max(0, (long) (begun - now + done * (due - begun)));
  }
}
