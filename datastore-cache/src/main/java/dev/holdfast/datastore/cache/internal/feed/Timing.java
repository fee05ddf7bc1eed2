package dev.holdfast.datastore.cache.internal.feed;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long things last.
 *
 * @param patience how long a call waits for a state before it fails
 * @param snapshots how long the state of a paged listing is kept after each page
 * @param changes how long changes are kept for streams
 * @param verification how often the cache is compared with the store
 * @param nanoTime a clock that never goes back, in nanoseconds
 */
public record Timing(
    Duration patience,
    Duration snapshots,
    Duration changes,
    Duration verification,
    LongSupplier nanoTime) {

  /** Returns what holds where nothing else is configured. */
  public static Timing standard() {
    return new Timing(
        Duration.ofSeconds(3),
        Duration.ofSeconds(60),
        Duration.ofSeconds(75),
        Duration.ofMinutes(10),
        System::nanoTime);
  }

  /**
   * Returns the same timing with another wait.
   *
   * @param atMost how long a call waits for a state before it fails
   */
  public Timing waitingAtMost(Duration atMost) {
    return new Timing(atMost, snapshots, changes, verification, nanoTime);
  }

  /**
   * Returns the same timing with other comparisons of cache and store.
   *
   * @param period how often they are made
   */
  public Timing verifyingEvery(Duration period) {
    return new Timing(patience, snapshots, changes, period, nanoTime);
  }

  /**
   * Returns the same timing with another clock.
   *
   * @param clock a clock that never goes back, in nanoseconds
   */
  public Timing by(LongSupplier clock) {
    return new Timing(patience, snapshots, changes, verification, clock);
  }
}
