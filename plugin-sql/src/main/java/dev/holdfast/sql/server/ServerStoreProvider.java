package dev.holdfast.sql.server;

import dev.holdfast.sql.SqlConfig;
import dev.holdfast.sql.SqlConfig.Polling;
import dev.holdfast.sql.SqlFailure;
import dev.holdfast.sql.SqlStores;
import dev.holdfast.sql.server.ServerDialect.Durability;
import dev.holdfast.sql.server.ServerOptions.Defaults;
import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the providers of database servers share. */
abstract class ServerStoreProvider implements StoreProvider {

  private final String scheme;
  private final Defaults defaults;
  private final Set<String> options;
  private final List<String> libraries;

  ServerStoreProvider(
      String scheme, Defaults defaults, Set<String> options, List<String> libraries) {
    this.scheme = scheme;
    this.defaults = defaults;
    this.options = options;
    this.libraries = libraries;
  }

  /** Returns what holds where nothing is configured. */
  final Defaults defaults() {
    return defaults;
  }

  /** Makes the dialect of a server; nothing is opened yet. */
  abstract ServerDialect dialect(ServerConfig config);

  @Override
  public final Set<String> schemes() {
    return Set.of(scheme);
  }

  @Override
  public final StoreInfo describe() {
    return describe(Limits.standard(), StoreInfo.State.UNCONFIGURED, Durability.KEPT);
  }

  @Override
  public final Store open(String location, StoreOptions storeOptions) {
    Address address = Address.parse(scheme, location, defaults.port());
    storeOptions.requireKnown(options);
    ServerOptions read = new ServerOptions(storeOptions, defaults);
    Limits limits = storeOptions.applyTo(Limits.standard());
    ServerConfig config = read.config(address);
    Optional<Polling> intervals = Optional.of(read.polling());
    long revisionsKept = read.revisionsKept();
    requireLibraries();
    ServerDialect dialect = dialect(config);
    try {
      Durability durability = inspect(dialect);
      StoreInfo info = describe(limits, StoreInfo.State.READY, durability);
      return SqlStores.open(
          dialect, new SqlConfig(info, revisionsKept, config.poolSize(), intervals));
    } catch (StoreException e) {
      dialect.close();
      String cure =
          e.reason() == ErrorReason.PERMISSION_DENIED ? "; " + dialect.cureOfDenial() : "";
      throw new StoreException(
          e.reason(), scheme + ":" + address + ": " + e.description() + cure, e.metadata(), e);
    }
  }

  private static Durability inspect(ServerDialect dialect) {
    try {
      return dialect.inspect();
    } catch (SQLException e) {
      if (e instanceof Refusal && dialect.classify(e) == SqlFailure.REFUSED) {
        throw new StoreException(ErrorReason.BAD_OPTION, String.valueOf(e.getMessage()), e);
      }
      throw SqlStores.notOpened(dialect, e);
    }
  }

  private void requireLibraries() {
    for (String library : libraries) {
      String name = library.substring(0, library.indexOf(' '));
      try {
        Class.forName(name, false, getClass().getClassLoader());
      } catch (ClassNotFoundException e) {
        throw new StoreException(
            ErrorReason.BAD_OPTION,
            scheme + ": needs " + library.substring(name.length() + 1) + " on the class path",
            e);
      }
    }
  }

  private StoreInfo describe(Limits limits, StoreInfo.State state, Durability durability) {
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    capabilities.remove(Capability.FALSE_CONFLICTS);
    if (durability == Durability.LOSABLE) {
      capabilities.remove(Capability.DURABLE);
    }
    return new StoreInfo(
        scheme, "1", List.of(StoreInfo.CONTRACT_VERSION), state, capabilities, limits);
  }
}
