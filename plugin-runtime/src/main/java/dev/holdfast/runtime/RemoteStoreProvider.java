package dev.holdfast.runtime;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Attaches to a store that is served over gRPC: {@code unix:/path} or {@code dns:///host:port}, the
 * latter on this machine only.
 *
 * <p>A plugin that is not configured yet is configured with the options; one that is takes none.
 */
public final class RemoteStoreProvider implements StoreProvider {

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public RemoteStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("unix", "dns");
  }

  @Override
  public StoreInfo describe() {
    return new StoreInfo(
        "remote",
        "1",
        List.of(StoreInfo.CONTRACT_VERSION),
        StoreInfo.State.UNCONFIGURED,
        EnumSet.noneOf(Capability.class),
        Limits.standard());
  }

  @Override
  public Store open(String location, StoreOptions options) {
    String endpoint = (location.startsWith("///") ? "dns:" : "unix:") + location;
    RemoteStore store = RemoteStore.at(Endpoint.parse(endpoint));
    try {
      prepare(store, options);
      return store;
    } catch (StoreException e) {
      store.close();
      throw e;
    }
  }

  /** Configures a plugin that is not configured yet, once it is sure that both sides fit. */
  static void prepare(RemoteStore store, StoreOptions options) {
    StoreInfo info = store.blocking().info();
    if (!info.contractVersions().contains(StoreInfo.CONTRACT_VERSION)) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "the plugin "
              + info.name()
              + " "
              + info.version()
              + " speaks versions "
              + info.contractVersions()
              + " of the store contract, and this host "
              + StoreInfo.CONTRACT_VERSION
              + "; bring the older of them up to date");
    }
    if (info.state() == StoreInfo.State.UNCONFIGURED) {
      BlockingStore.await(store.configure(options));
    } else {
      options.requireKnown(Set.of());
    }
  }
}
