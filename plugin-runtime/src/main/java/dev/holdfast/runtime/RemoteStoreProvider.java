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
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Attaches to a store that is served over gRPC: {@code unix:/path} or {@code dns:///host:port}, the
 * latter by TLS unless it is this machine.
 *
 * <p>Options that begin with {@code tls_} are about the connection. A plugin that is not configured
 * yet is configured with all others; one that is takes none.
 */
public final class RemoteStoreProvider implements StoreProvider {

  /** The file of the certificate by which the plugin knows us, and of those that lead to a root. */
  public static final String TLS_CERTIFICATES = "tls_cert";

  /** The file of that certificate's key. */
  public static final String TLS_KEY = "tls_key";

  /** The file of the roots that the plugin's certificate must lead to; else the system's. */
  public static final String TLS_ROOTS = "tls_ca";

  private static final String PREFIX = "tls_";
  private static final Set<String> KNOWN = Set.of(TLS_CERTIFICATES, TLS_KEY, TLS_ROOTS);

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
    RemoteStore store = connect(location, options);
    try {
      return prepare(store, SplitOptions.by(PREFIX, options).handedOn());
    } catch (StoreException e) {
      store.close();
      throw e;
    }
  }

  /**
   * Attaches as {@link #open} does, for those who judge the plugin: every call leaves, whatever the
   * plugin told of its capabilities and limits.
   *
   * @param location as of a URL
   * @param options as of a URL
   */
  public static RemoteStore openUnguarded(String location, StoreOptions options) {
    RemoteStore store = connect(location, options);
    try {
      var unused = prepare(store, SplitOptions.by(PREFIX, options).handedOn());
      return store;
    } catch (StoreException e) {
      store.close();
      throw e;
    }
  }

  private static RemoteStore connect(String location, StoreOptions options) {
    String endpoint = (location.startsWith("///") ? "dns:" : "unix:") + location;
    return RemoteStore.at(Endpoint.parse(endpoint), tls(SplitOptions.by(PREFIX, options).own()));
  }

  private static Optional<TlsFiles> tls(StoreOptions options) {
    options.requireKnown(KNOWN);
    Optional<Path> certificates = options.text(TLS_CERTIFICATES).map(Path::of);
    Optional<Path> key = options.text(TLS_KEY).map(Path::of);
    Optional<Path> roots = options.text(TLS_ROOTS).map(Path::of);
    if (certificates.isPresent() && key.isPresent()) {
      return Optional.of(new TlsFiles(certificates.get(), key.get(), roots));
    }
    if (certificates.isPresent() || key.isPresent() || roots.isPresent()) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "TLS needs both " + TLS_CERTIFICATES + " and " + TLS_KEY + ", files in PEM",
          Map.of("option", certificates.isPresent() ? TLS_KEY : TLS_CERTIFICATES));
    }
    return Optional.empty();
  }

  /**
   * Configures a plugin that is not configured yet, once it is sure that both sides fit.
   *
   * @return its store, guarded by the capabilities and limits that are in force then
   */
  static RemoteStore prepare(RemoteStore store, StoreOptions options) {
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
    if (info.state() != StoreInfo.State.UNCONFIGURED) {
      options.requireKnown(Set.of());
      return store.guardedBy(info);
    }
    BlockingStore.await(store.configure(options));
    return store.guardedBy(store.blocking().info());
  }
}
