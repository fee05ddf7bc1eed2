package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import dev.holdfast.datastore.cache.internal.write.StoreFailures;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.Stores;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Opens {@link DataStore}s.
 *
 * <p>Opening reads how the store is laid out, and refuses a format that this version does not know.
 * Where the store cannot be reached, it goes on trying: until then calls fail with {@code
 * UNAVAILABLE}. The records are loaded in the background, and calls wait for them for some seconds.
 */
public final class DataStores {

  private static final List<Capability> NEEDED =
      List.of(Capability.PRECONDITIONS, Capability.TRANSACTIONS, Capability.WATCH);

  private DataStores() {}

  /**
   * Opens the DataStore on the store at a URL, which it closes when it is closed.
   *
   * @param url such as {@code sqlite:/var/lib/holdfast/store.db}
   * @throws DataStoreException {@code INVALID_ARGUMENT} if no store can be opened by the URL;
   *     {@code FAILED_PRECONDITION} if the store's format is not known; {@code UNIMPLEMENTED} if
   *     the store lacks transactions or watches
   */
  public static DataStore open(String url) {
    return open(url, DataStoreOptions.standard());
  }

  /**
   * Opens the DataStore on the store at a URL, which it closes when it is closed.
   *
   * @param url such as {@code sqlite:/var/lib/holdfast/store.db}; it holds the store's own options
   * @param options how the DataStore behaves
   * @throws DataStoreException as {@link #open(String)} does
   */
  public static DataStore open(String url, DataStoreOptions options) {
    Store store;
    try {
      store = Stores.open(url);
    } catch (StoreException e) {
      throw StoreFailures.ofRead(e);
    }
    try {
      return open(store, options, options.timing(), store::close);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Opens the DataStore on a store, which stays the caller's: it is closed after the DataStore.
   *
   * @param store the store
   * @throws DataStoreException {@code FAILED_PRECONDITION} if the store's format is not known;
   *     {@code UNIMPLEMENTED} if the store lacks transactions or watches
   */
  public static DataStore on(Store store) {
    return on(store, DataStoreOptions.standard());
  }

  /**
   * Opens the DataStore on a store, which stays the caller's: it is closed after the DataStore.
   *
   * @param store the store
   * @param options how the DataStore behaves
   * @throws DataStoreException as {@link #on(Store)} does
   */
  public static DataStore on(Store store, DataStoreOptions options) {
    return on(store, options, options.timing());
  }

  static DataStore on(Store store, DataStoreOptions options, Timing timing) {
    return open(store, options, timing, () -> {});
  }

  private static DataStore open(
      Store store, DataStoreOptions options, Timing timing, Runnable onClose) {
    try {
      StoreInfo info = store.blocking().info();
      requireLevel(info);
      return CachedDataStore.start(store, info, timing, options.bounds(), options.clock(), onClose);
    } catch (StoreException e) {
      throw StoreFailures.ofRead(e);
    }
  }

  /** Names all that is missing at once: whoever wrote the plugin has to write all of it. */
  private static void requireLevel(StoreInfo info) {
    List<Capability> missing = NEEDED.stream().filter(needed -> !info.has(needed)).toList();
    if (!missing.isEmpty()) {
      throw new DataStoreException(
          Reason.UNIMPLEMENTED,
          "the store "
              + info.name()
              + " lacks "
              + words(missing)
              + "; a DataStore needs a store with "
              + words(NEEDED));
    }
  }

  private static String words(List<Capability> capabilities) {
    return capabilities.stream().map(Capability::name).collect(Collectors.joining(", "));
  }
}
