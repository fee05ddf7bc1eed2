package dev.holdfast.datastore;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a DataStore is.
 *
 * @param state how well the cache follows the store
 * @param floor the state that the cache holds; nothing while it is loading
 * @param age how long ago that state was known to be the latest
 * @param storeName the store's name, such as {@code sqlite}
 * @param storeVersion the store's own version
 * @param formatVersion the version of the key layout
 * @param counts how many records there are, kind by kind
 * @param unreadable how many stored values cannot be read; they are left out of every answer
 * @param limits the limits in force
 * @param loading how far the cache is with reading the store's records, while it does
 * @param lastFailure what last went wrong between cache and store, for people
 */
public record DataStoreStatus(
    State state,
    Optional<Floor> floor,
    Duration age,
    String storeName,
    String storeVersion,
    int formatVersion,
    Map<RecordKind, Long> counts,
    long unreadable,
    DataStoreLimits limits,
    Optional<Loading> loading,
    Optional<String> lastFailure) {

  /** How well a cache follows its store. */
  public enum State {
    /** The first load is not done: reads wait, and fail with {@code UNAVAILABLE}. */
    LOADING,
    /** The cache follows the store. */
    CURRENT,
    /** The cache does not follow the store at present; cached reads tell how old it is. */
    STALE,
    /** The store holds a format that this version does not know: nothing is served. */
    REFUSED
  }

  /**
   * How far a load is, the first one or one that begins again while the state before is served. How
   * many records there will be is not known before the end.
   *
   * @param records how many records have been read so far
   * @param elapsed how long it has been going on
   */
  public record Loading(long records, Duration elapsed) {}

  /** Copies the counts. */
  public DataStoreStatus {
    counts = Map.copyOf(counts);
  }
}
