package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.StoreUrl;
import dev.holdfast.store.Stores;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.TestServers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** Stores on the servers of the tests, each in tables of its own. */
final class TestStores {

  private static final AtomicInteger STORES = new AtomicInteger();
  private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

  private TestStores() {}

  /** Skips the test where the machine has no such server, unless it was set up to have all. */
  static void requireServer(ServerKind kind) {
    Optional<String> missing = TestServers.missing(kind);
    if ("installed".equals(System.getenv("HOLDFAST_TEST_TOOLS"))) {
      assertThat(missing).isEmpty();
    }
    missing.ifPresent(Assumptions::abort);
  }

  /** Returns a prefix of tables that are not there yet. */
  static String newPrefix() {
    return "t" + RUN + "_" + STORES.incrementAndGet() + "_";
  }

  /** Returns the URL of a store that is not there yet. */
  static String newUrl(ServerKind kind) {
    return TestServers.url(kind) + "&table_prefix=" + newPrefix();
  }

  /** Returns the dialect of a URL, by itself. */
  static ServerDialect dialect(ServerKind kind, String url) {
    StoreUrl parsed = StoreUrl.parse(url);
    ServerStoreProvider provider = (ServerStoreProvider) Stores.provider(kind.scheme());
    return provider.dialect(
        new ServerOptions(StoreOptions.of(parsed.options()), provider.defaults())
            .config(Address.parse(kind.scheme(), parsed.location(), 0)));
  }

  /** Returns the URL of a store that waits for its server, however busy the machine is. */
  private static String patientUrl(ServerKind kind) {
    return newUrl(kind) + "&socket_timeout_ms=60000";
  }

  static StoreFixture inProcess(ServerKind kind) {
    requireServer(kind);
    return StoreFixtures.inProcess(kind.scheme(), new AtUrl(kind), () -> patientUrl(kind));
  }

  static StoreFixture overSocket(ServerKind kind) {
    requireServer(kind);
    return StoreFixtures.overSocket(kind.scheme(), new AtUrl(kind), () -> patientUrl(kind));
  }

  /** A provider whose locations are whole URLs: their options come before those it is given. */
  private static final class AtUrl implements StoreProvider {

    private final StoreProvider provider;

    AtUrl(ServerKind kind) {
      this.provider = Stores.provider(kind.scheme());
    }

    @Override
    public Set<String> schemes() {
      return provider.schemes();
    }

    @Override
    public StoreInfo describe() {
      return provider.describe();
    }

    @Override
    public Store open(String location, StoreOptions options) {
      StoreUrl url = StoreUrl.parse(location);
      Map<String, String> values = new HashMap<>(url.options());
      values.putAll(options.asMap());
      Set<String> required = new HashSet<>(url.options().keySet());
      required.addAll(options.required());
      return provider.open(url.location(), StoreOptions.of(values, required));
    }
  }
}
