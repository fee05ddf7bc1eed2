package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import java.time.Clock;
import java.time.Duration;

/**
 * How a {@link dev.holdfast.datastore.DataStore} behaves. Made from {@link #standard}.
 *
 * @param patience how long a call waits for the store or for this server's cache, before it fails
 *     with {@code UNAVAILABLE}
 * @param listings how long the state of a paged listing is kept after each page
 * @param changes how long changes are kept for streams that are to go on
 * @param verification how often the cache is compared with the store
 * @param clock tells when records are created
 */
public record DataStoreOptions(
    Duration patience, Duration listings, Duration changes, Duration verification, Clock clock) {

  /**
   * Checks the times.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if one of them is not positive
   */
  public DataStoreOptions {
    requirePositive("patience", patience);
    requirePositive("listings", listings);
    requirePositive("changes", changes);
    requirePositive("verification", verification);
  }

  private static void requirePositive(String field, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw DataStoreException.invalid(
          "DataStore options", field, "it is " + time + "; it is more than nothing");
    }
  }

  /**
   * Returns what holds where nothing else is said: calls wait for 3 seconds, states of listings are
   * kept for 60 seconds and changes for 75, and the cache is compared with the store every 10
   * minutes.
   */
  public static DataStoreOptions standard() {
    Timing timing = Timing.standard();
    return new DataStoreOptions(
        timing.patience(),
        timing.snapshots(),
        timing.changes(),
        timing.verification(),
        Clock.systemUTC());
  }

  /**
   * Returns the same options with another wait.
   *
   * @param atMost how long a call waits for the store or for this server's cache
   */
  public DataStoreOptions waitingAtMost(Duration atMost) {
    return new DataStoreOptions(atMost, listings, changes, verification, clock);
  }

  /**
   * Returns the same options with other paged listings.
   *
   * @param time how long the state of one is kept after each page
   */
  public DataStoreOptions keepingListingsFor(Duration time) {
    return new DataStoreOptions(patience, time, changes, verification, clock);
  }

  /**
   * Returns the same options with other changes.
   *
   * @param time how long they are kept
   */
  public DataStoreOptions keepingChangesFor(Duration time) {
    return new DataStoreOptions(patience, listings, time, verification, clock);
  }

  /**
   * Returns the same options with other comparisons of cache and store.
   *
   * @param period how often they are made
   */
  public DataStoreOptions verifyingEvery(Duration period) {
    return new DataStoreOptions(patience, listings, changes, period, clock);
  }

  /**
   * Returns the same options with another clock.
   *
   * @param other tells when records are created
   */
  public DataStoreOptions by(Clock other) {
    return new DataStoreOptions(patience, listings, changes, verification, other);
  }

  Timing timing() {
    return new Timing(patience, listings, changes, verification, System::nanoTime);
  }
}
