package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a {@link dev.holdfast.datastore.DataStore} behaves. Made from {@link #standard}.
 *
 * @param patience how long a call waits for the store or for this server's cache, before it fails
 *     with {@code UNAVAILABLE}
 * @param listings how long the state of a paged listing is kept after each page
 * @param changes how long changes are kept for streams that are to go on
 * @param verification how often the cache is compared with the store
 * @param clock tells when records are created
 * @param bounds how many records of a kind this server holds in memory at most; of kinds that are
 *     not named it holds all
 */
public record DataStoreOptions(
    Duration patience,
    Duration listings,
    Duration changes,
    Duration verification,
    Clock clock,
    Map<RecordKind, Integer> bounds) {

  private static final Set<RecordKind> BOUNDABLE =
      Set.of(RecordKind.JOIN_TOKEN, RecordKind.CA_JOURNAL);

  /**
   * Checks the times and the bounds.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if one of them is not positive, or a kind
   *     cannot be bounded
   */
  public DataStoreOptions {
    requirePositive("patience", patience);
    requirePositive("listings", listings);
    requirePositive("changes", changes);
    requirePositive("verification", verification);
    bounds = Map.copyOf(bounds);
    bounds.forEach(DataStoreOptions::requireBound);
  }

  private static void requireBound(RecordKind kind, int most) {
    if (!BOUNDABLE.contains(kind)) {
      throw DataStoreException.invalid(
          "DataStore options",
          "bounds",
          kind + " cannot be bounded; JOIN_TOKEN and CA_JOURNAL can, which are found by key alone");
    }
    if (most < 1) {
      throw DataStoreException.invalid(
          "DataStore options", "bounds", "that of " + kind + " is " + most + "; it is at least 1");
    }
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
        Clock.systemUTC(),
        Map.of());
  }

  /**
   * Returns the same options with another wait.
   *
   * @param atMost how long a call waits for the store or for this server's cache
   */
  public DataStoreOptions waitingAtMost(Duration atMost) {
    return new DataStoreOptions(atMost, listings, changes, verification, clock, bounds);
  }

  /**
   * Returns the same options with other paged listings.
   *
   * @param time how long the state of one is kept after each page
   */
  public DataStoreOptions keepingListingsFor(Duration time) {
    return new DataStoreOptions(patience, time, changes, verification, clock, bounds);
  }

  /**
   * Returns the same options with other changes.
   *
   * @param time how long they are kept
   */
  public DataStoreOptions keepingChangesFor(Duration time) {
    return new DataStoreOptions(patience, listings, time, verification, clock, bounds);
  }

  /**
   * Returns the same options with other comparisons of cache and store.
   *
   * @param period how often they are made
   */
  public DataStoreOptions verifyingEvery(Duration period) {
    return new DataStoreOptions(patience, listings, changes, period, clock, bounds);
  }

  /**
   * Returns the same options with another clock.
   *
   * @param other tells when records are created
   */
  public DataStoreOptions by(Clock other) {
    return new DataStoreOptions(patience, listings, changes, verification, other, bounds);
  }

  /**
   * Returns the same options with another bound of a kind, for servers whose memory is dear. Its
   * answers are the same, but for three things: what is not held is read from the store, which is
   * so of every listing, of {@code fetchByActiveX509Authority} and of what a write rests on, and
   * fails while the store is away, also with {@link dev.holdfast.datastore.ReadConsistency#cached};
   * while a paged listing goes on, all of its records are in memory; and after a reload, a stream
   * of changes of the kind ends with {@code COMPACTED}.
   *
   * @param kind {@link RecordKind#JOIN_TOKEN} or {@link RecordKind#CA_JOURNAL}
   * @param most how many records of it are held in memory at most
   * @throws DataStoreException {@code INVALID_ARGUMENT} if the kind is another one, or none may be
   *     held
   */
  public DataStoreOptions bounding(RecordKind kind, int most) {
    Map<RecordKind, Integer> other = new HashMap<>(bounds);
    other.put(kind, most);
    return new DataStoreOptions(patience, listings, changes, verification, clock, other);
  }

  Timing timing() {
    return new Timing(patience, listings, changes, verification, System::nanoTime);
  }
}
