package dev.holdfast.etcd;

import dev.holdfast.etcd.EtcdConfig.ClientCertificate;
import dev.holdfast.etcd.EtcdConfig.Compaction;
import dev.holdfast.etcd.EtcdConfig.Tls;
import dev.holdfast.etcd.EtcdConfig.User;
import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.engine.OptimisticStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Opens stores in etcd: {@code etcd:host:port,host:port/prefix}.
 *
 * <p>Every key lies under the prefix, {@value EtcdLocation#DEFAULT_PREFIX} where none is given, so
 * that a cluster can be shared with others. Processes that open one prefix of one cluster form one
 * store.
 */
public final class EtcdStoreProvider implements StoreProvider {

  /** Whether the members are called over TLS. */
  public static final String TLS = "tls";

  /** A PEM file of the authorities that sign the members' certificates; implies {@link #TLS}. */
  public static final String CA_FILE = "ca_file";

  /** A PEM file of our certificate chain; implies {@link #TLS}. */
  public static final String CERT_FILE = "cert_file";

  /** A PEM file of our certificate's private key, PKCS#8. */
  public static final String KEY_FILE = "key_file";

  /** The user to log in as. */
  public static final String USER = "user";

  /** The user's password. */
  public static final String PASSWORD = "password";

  /** Whether the store cuts the cluster's history by its retention, since nobody else uses it. */
  public static final String COMPACT = "compact";

  /** How many revisions are kept however old they are, where {@link #COMPACT} is set. */
  public static final String HISTORY_RETENTION_REVISIONS = "history_retention_revisions";

  private static final Set<String> OPTIONS =
      Set.of(
          StoreOptions.HISTORY_RETENTION_MS,
          StoreOptions.MIN_LEASE_MS,
          StoreOptions.MAX_LEASE_MS,
          HISTORY_RETENTION_REVISIONS,
          COMPACT,
          TLS,
          CA_FILE,
          CERT_FILE,
          KEY_FILE,
          USER,
          PASSWORD);

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public EtcdStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("etcd");
  }

  @Override
  public StoreInfo describe() {
    return describe(limits(), StoreInfo.State.UNCONFIGURED);
  }

  @Override
  public Store open(String location, StoreOptions options) {
    EtcdLocation where = EtcdLocation.parse(location);
    options.requireKnown(OPTIONS);
    EtcdConfig config =
        new EtcdConfig(
            where.endpoints(),
            where.prefix(),
            tls(options),
            user(options),
            describe(options.applyTo(limits()), StoreInfo.State.READY),
            options.flag(COMPACT, false) ? Compaction.STORE : Compaction.OPERATOR,
            options.number(HISTORY_RETENTION_REVISIONS, 10_000, 0, Long.MAX_VALUE));
    return new OptimisticStore(EtcdEngine.open(config));
  }

  private static Optional<Tls> tls(StoreOptions options) {
    Map<String, String> given = options.asMap();
    Optional<Path> ca = Optional.ofNullable(given.get(CA_FILE)).map(Path::of);
    Optional<Path> chain = Optional.ofNullable(given.get(CERT_FILE)).map(Path::of);
    Optional<Path> key = Optional.ofNullable(given.get(KEY_FILE)).map(Path::of);
    requireBoth(CERT_FILE, chain, KEY_FILE, key);
    boolean implied = ca.isPresent() || chain.isPresent();
    if (!options.flag(TLS, implied)) {
      if (implied) {
        throw new StoreException(
            ErrorReason.BAD_OPTION,
            "certificates are given and " + TLS + " is false; leave " + TLS + " out",
            Map.of("option", TLS));
      }
      return Optional.empty();
    }
    return Optional.of(
        new Tls(ca, chain.map(file -> new ClientCertificate(file, key.orElseThrow()))));
  }

  private static Optional<User> user(StoreOptions options) {
    Optional<String> name = Optional.ofNullable(options.asMap().get(USER));
    Optional<String> password = Optional.ofNullable(options.asMap().get(PASSWORD));
    requireBoth(USER, name, PASSWORD, password);
    return name.map(known -> new User(known, password.orElseThrow()));
  }

  private static void requireBoth(
      String first, Optional<?> firstValue, String second, Optional<?> secondValue) {
    if (firstValue.isPresent() != secondValue.isPresent()) {
      String given = firstValue.isPresent() ? first : second;
      String missing = firstValue.isPresent() ? second : first;
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "option " + given + " is given without " + missing + "; give both or neither",
          Map.of("option", missing));
    }
  }

  /** The limits of etcd as it is configured by default: 128 operations, 1.5 MiB a request. */
  private static Limits limits() {
    Limits standard = Limits.standard();
    return new Limits(
        2_048,
        1 << 20,
        EtcdCommit.MAX_OPERATIONS,
        EtcdCommit.MAX_READS,
        1 << 20,
        EtcdCommit.MAX_OPERATIONS,
        standard.maxPageEntries(),
        standard.maxPageBytes(),
        standard.maxOpenTxns(),
        standard.maxWatches(),
        standard.maxRanges(),
        standard.maxQueuedWrites(),
        standard.maxTxnAge(),
        standard.defaultLease(),
        standard.minLease(),
        standard.maxLease(),
        standard.outcomeRetention(),
        standard.historyRetention(),
        Duration.ofSeconds(2),
        0);
  }

  private static StoreInfo describe(Limits limits, StoreInfo.State state) {
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    capabilities.remove(Capability.FALSE_CONFLICTS);
    return new StoreInfo(
        "etcd", "1", List.of(StoreInfo.CONTRACT_VERSION), state, capabilities, limits);
  }
}
