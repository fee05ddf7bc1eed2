package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Holds the store that a service serves, from before it is configured until it is closed. */
final class StoreHolder implements AutoCloseable {

  private final StoreInfo unconfigured;
  private final Function<StoreOptions, Store> opener;
  private final boolean owned;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Optional<Store> store;

  private StoreHolder(
      StoreInfo unconfigured, Function<StoreOptions, Store> opener, Optional<Store> store) {
    this.unconfigured = unconfigured;
    this.opener = opener;
    this.owned = store.isEmpty();
    this.store = store;
  }

  static StoreHolder of(Store store) {
    return new StoreHolder(
        store.blocking().info(),
        options -> {
          throw alreadyConfigured();
        },
        Optional.of(store));
  }

  static StoreHolder configurable(StoreProvider provider, String location) {
    return new StoreHolder(
        provider.describe(), options -> provider.open(location, options), Optional.empty());
  }

  Store store() {
    return store.orElseThrow(
        () ->
            new StoreException(
                ErrorReason.NOT_CONFIGURED, "the store is not configured; call Configure first"));
  }

  CompletableFuture<StoreInfo> describe() {
    return store.map(Store::info).orElseGet(() -> CompletableFuture.completedFuture(unconfigured));
  }

  /** Opens the store off the caller's thread, since backends may take their time. */
  CompletableFuture<Void> configure(StoreOptions options) {
    if (!busy.compareAndSet(false, true)) {
      throw new StoreException(ErrorReason.NOT_APPLIED, "another Configure is under way");
    }
    return CompletableFuture.runAsync(
            () -> {
              if (store.isPresent()) {
                throw alreadyConfigured();
              }
              store = Optional.of(opener.apply(options));
            })
        .whenComplete((done, failure) -> busy.set(false));
  }

  private static StoreException alreadyConfigured() {
    return new StoreException(
        ErrorReason.ALREADY_CONFIGURED,
        "the store is configured already; its options stay as they are");
  }

  @Override
  public void close() {
    if (owned) {
      store.ifPresent(Store::close);
    }
  }
}
