package dev.holdfast.sql;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Pauses between attempts, longer each time, until there have been enough. */
final class Patience {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long FIRST_PAUSE_NANOS = 200_000;
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

  private final long deadline = System.nanoTime() + PATIENCE.toNanos();
  private long pauseNanos = FIRST_PAUSE_NANOS;

  /** Returns whether this was not the first attempt. */
  boolean hasPaused() {
    return pauseNanos > FIRST_PAUSE_NANOS;
  }

  /** Pauses; returns false if it is time to give up. */
  boolean pause() {
    if (System.nanoTime() - deadline >= 0) {
      return false;
    }
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos));
    pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE.toNanos());
    return true;
  }
}
