package dev.holdfast.sqlite;

import dev.holdfast.sql.SqlConfig;
import dev.holdfast.sql.SqlConfig.Polling;
import dev.holdfast.sql.SqlStores;
import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens stores on SQLite files: {@code sqlite:/path/to/file}, created where it is missing.
 *
 * <p>A file belongs to one process, unless every process opens it with {@value #SHARED}{@code
 * =true}; then they form one store, and each looks at the file for the others' commits.
 *
 * <p>A write that is acknowledged survives a kill of the process and a loss of power: the file is
 * in WAL mode with {@code synchronous=FULL}.
 */
public final class SqliteStoreProvider implements StoreProvider {

  /** Whether several processes open the file. */
  public static final String SHARED = "shared";

  /** How often a shared file is looked at after a change, in milliseconds. */
  public static final String POLL_MIN_MS = "poll_min_ms";

  /** How often a shared file is looked at when it is quiet, in milliseconds. */
  public static final String POLL_MAX_MS = "poll_max_ms";

  /** How many revisions are kept however old they are. */
  public static final String HISTORY_RETENTION_REVISIONS = "history_retention_revisions";

  private static final Set<String> OPTIONS =
      Set.of(
          StoreOptions.HISTORY_RETENTION_MS,
          StoreOptions.MIN_LEASE_MS,
          StoreOptions.MAX_LEASE_MS,
          HISTORY_RETENTION_REVISIONS,
          SHARED,
          POLL_MIN_MS,
          POLL_MAX_MS);
  private static final int READERS = 2;

  /** Makes a provider; called by {@link java.util.ServiceLoader}. */
  public SqliteStoreProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("sqlite");
  }

  @Override
  public StoreInfo describe() {
    return describe(Limits.standard(), StoreInfo.State.UNCONFIGURED, false);
  }

  @Override
  public Store open(String location, StoreOptions options) {
    Path path = path(location);
    options.requireKnown(OPTIONS);
    boolean shared = options.flag(SHARED, false);
    SqlConfig config =
        new SqlConfig(
            describe(options.applyTo(Limits.standard()), StoreInfo.State.READY, shared),
            options.number(HISTORY_RETENTION_REVISIONS, 10_000, 0, Long.MAX_VALUE),
            READERS,
            shared ? Optional.of(polling(options)) : Optional.empty());
    SqliteFile file =
        SqliteFile.open(path, shared ? SqliteFile.Sharing.SHARED : SqliteFile.Sharing.EXCLUSIVE);
    try {
      return SqlStores.open(new SqliteDialect(file), config);
    } catch (StoreException e) {
      throw new StoreException(e.reason(), path + ": " + e.description(), e.metadata(), e);
    }
  }

  private static Polling polling(StoreOptions options) {
    Duration second = Duration.ofSeconds(1);
    Duration shortest =
        options.millis(POLL_MIN_MS, Duration.ofMillis(5), Duration.ofMillis(1), second);
    Duration longest =
        options.millis(POLL_MAX_MS, max(shortest, Duration.ofMillis(20)), shortest, second);
    return new Polling(shortest, longest);
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static Path path(String location) {
    if (location.isEmpty()) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "the URL names no file; an example is sqlite:/var/lib/holdfast/store.db");
    }
    try {
      return Path.of(location).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION, "'" + location + "' is no path: " + e.getMessage(), e);
    }
  }

  private static StoreInfo describe(Limits limits, StoreInfo.State state, boolean shared) {
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    capabilities.remove(Capability.FALSE_CONFLICTS);
    if (!shared) {
      capabilities.remove(Capability.SHARED);
    }
    return new StoreInfo(
        "sqlite", "1", List.of(StoreInfo.CONTRACT_VERSION), state, capabilities, limits);
  }
}
