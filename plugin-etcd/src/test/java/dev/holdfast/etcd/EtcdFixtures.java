package dev.holdfast.etcd;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the tests' stores are: on a cluster that is given, or on one member of their own. */
final class EtcdFixtures implements AutoCloseable {

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private final Optional<EtcdMember> member;
  private final String endpoints;

  private EtcdFixtures(Optional<EtcdMember> member, String endpoints) {
    this.member = member;
    this.endpoints = endpoints;
  }

  static EtcdFixtures open(Path folder) {
    String given = System.getenv("HOLDFAST_TEST_ETCD_ENDPOINTS");
    if (given != null && !given.isBlank()) {
      return new EtcdFixtures(Optional.empty(), given);
    }
    EtcdMember.requireInstalled();
    EtcdMember member = EtcdMember.alone(folder).awaitUp();
    return new EtcdFixtures(Optional.of(member), member.endpoint());
  }

  /** Returns a location where nothing is yet. */
  String location() {
    return location(endpoints);
  }

  static String location(String endpoints) {
    return endpoints
        + "/test-"
        + ProcessHandle.current().pid()
        + "-"
        + Long.toHexString(System.nanoTime())
        + "-"
        + PREFIXES.incrementAndGet();
  }

  @Override
  public void close() {
    member.ifPresent(EtcdMember::close);
  }

  /** Returns how a member on this machine is reached, whatever it is. */
  static EtcdConfig config(int port) {
    return new EtcdConfig(
        List.of(new EtcdConfig.Endpoint("127.0.0.1", port)),
        "test",
        Optional.empty(),
        Optional.empty(),
        new EtcdStoreProvider().describe(),
        EtcdConfig.Compaction.OPERATOR,
        0);
  }

  /** Opens stores that cut the cluster's history, as one does that has a cluster for itself. */
  static final class Owner implements StoreProvider {

    private final StoreProvider provider = new EtcdStoreProvider();

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
      Map<String, String> values = new HashMap<>(options.asMap());
      values.put(EtcdStoreProvider.COMPACT, "true");
      Set<String> required = new HashSet<>(options.required());
      required.add(EtcdStoreProvider.COMPACT);
      return provider.open(location, StoreOptions.of(values, required));
    }
  }
}
