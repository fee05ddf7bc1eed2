package dev.holdfast.store.memory;

import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.OptimisticStore;
import dev.holdfast.store.engine.StoreEngine;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Opens in-memory stores, {@code memory:}, each new and empty.
 *
 * <p>The in-memory store is the contract as a program: every capability but {@link
 * Capability#DURABLE} and {@link Capability#SHARED}, and what there is in it for speed is that old
 * revisions weigh little. Its options are those that every store knows and {@value
 * #HISTORY_RETENTION_REVISIONS}.
 */
public final class MemoryStoreProvider implements StoreProvider {

  /** How many revisions are kept however old they are. */
  public static final String HISTORY_RETENTION_REVISIONS = "history_retention_revisions";

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public MemoryStoreProvider() {}

  /** Returns a new, empty store with default options. */
  public static Store open() {
    return new MemoryStoreProvider().open("", StoreOptions.none());
  }

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public StoreInfo describe() {
    return describe(Limits.standard(), StoreInfo.State.UNCONFIGURED);
  }

  @Override
  public Store open(String location, StoreOptions options) {
    if (!location.isEmpty()) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "an in-memory store has no location, and the URL names '" + location + "'");
    }
    return new OptimisticStore(engine(options));
  }

  /**
   * Returns the engine of a new, empty store, for those who make a store of it with something in
   * between.
   *
   * @param options the store's options
   */
  public static StoreEngine engine(StoreOptions options) {
    return engine(options, TxnId.random().value());
  }

  /**
   * Returns the engine of a new, empty store that begins a history of a given name, for tests of
   * what stores do after a restart.
   *
   * @param options the store's options
   * @param historyId the history
   */
  public static StoreEngine engine(StoreOptions options, String historyId) {
    options.requireKnown(
        Set.of(
            StoreOptions.HISTORY_RETENTION_MS,
            StoreOptions.MIN_LEASE_MS,
            StoreOptions.MAX_LEASE_MS,
            HISTORY_RETENTION_REVISIONS));
    long revisions = options.number(HISTORY_RETENTION_REVISIONS, 10_000, 0, Integer.MAX_VALUE);
    StoreInfo info = describe(options.applyTo(Limits.standard()), StoreInfo.State.READY);
    return new MemoryEngine(info, (int) revisions, historyId);
  }

  private static StoreInfo describe(Limits limits, StoreInfo.State state) {
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    capabilities.removeAll(
        EnumSet.of(Capability.DURABLE, Capability.SHARED, Capability.FALSE_CONFLICTS));
    return new StoreInfo(
        "memory", "1", List.of(StoreInfo.CONTRACT_VERSION), state, capabilities, limits);
  }
}
