package dev.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.datastore.grpc.DataStoreServices;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.server.Main;
import dev.holdfast.server.cli.Context;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadsTest {

  @TempDir private Path folder;

  @Test
  void callers_makeEachCallOnce() throws Exception {
    AtomicIntegerArray calls = new AtomicIntegerArray(1_000);
    try (Callers callers = new Callers(8)) {
      assertThat(callers.each(100, 1_000, calls::incrementAndGet)).isPositive();
      assertThat(callers.perSecond(Duration.ZERO, Duration.ofMillis(20), number -> {}))
          .isPositive();
      assertThatIllegalStateException()
          .isThrownBy(() -> callers.each(0, 10, LoadsTest::fail))
          .withStackTraceContaining("call 7");
    }
    for (int call = 0; call < 1_000; call++) {
      assertThat(calls.get(call)).isEqualTo(call < 100 ? 0 : 1);
    }
  }

  private static void fail(int call) {
    if (call == 7) {
      throw new IllegalArgumentException("call " + call);
    }
  }

  @Test
  void moments_areReadAsTheyWereWritten() throws Exception {
    long[] moments = {0, System.nanoTime(), Long.MIN_VALUE};
    Moments.write(folder.resolve("moments"), moments);
    assertThat(Moments.read(folder.resolve("moments"))).isEqualTo(moments);
  }

  @Test
  void writes_showTheirNumbers() {
    Fleet fleet = FleetWorld.fleet(FleetSize.of(FleetSize.LEAST_ENTRIES));
    try (DataStore dataStore = DataStores.open("memory:")) {
      RegistrationEntry entry = fleet.entry(0);
      Optional<Stored<RegistrationEntry>> created =
          Optional.of(dataStore.entries().create(entry).entry());
      NumberedWrites writes = new NumberedWrites(List.of(entry.id()));
      assertThat(NumberedWrites.number(created.map(stored -> stored))).isEmpty();
      assertThat(writes.shows(dataStore, 0)).isFalse();
      writes.write(dataStore, 3);
      assertThat(writes.shows(dataStore, 3)).isTrue();
      assertThat(writes.shows(dataStore, 4)).isFalse();
    }
  }

  @Test
  void importFile_isWhatTheCommandReads() throws Exception {
    Fleet fleet = FleetWorld.fleet(FleetSize.of(FleetSize.LEAST_ENTRIES));
    Path file = folder.resolve("entries.json");
    ImportLoad.write(fleet, file);
    RpcServer.Builder builder = RpcServer.on(Endpoint.parse("unix:" + folder.resolve("socket")));
    try (DataStore dataStore = DataStores.open("memory:");
        DataStoreServices services = DataStoreServices.of(dataStore)) {
      services.all().forEach(builder::add);
      fleet.bundles().forEach(dataStore.bundles()::create);
      try (RpcServer server = builder.runOn(Executors.newCachedThreadPool()).start()) {
        String[] command = {
          "entry", "create", "--data", file.toString(), "--server", server.endpoint().toString()
        };
        assertThat(Main.run(Context.ofProcess(), command)).isZero();
        assertThat(dataStore.entries().list(EntryFilter.all()))
            .extracting(Stored::value)
            .containsExactlyElementsOf(
                IntStream.range(0, FleetSize.LEAST_ENTRIES).mapToObj(fleet::entry).toList());
        pollsAreToldOfChanges(dataStore, server);
      }
    }
  }

  private static void pollsAreToldOfChanges(DataStore dataStore, RpcServer server) {
    try (RpcChannel channel = RpcChannel.to(server.endpoint(), Optional.empty())) {
      RegistrationEntry pinned =
          dataStore.entries().list(EntryFilter.all()).stream()
              .map(Stored::value)
              .filter(entry -> entry.spiffeId().path().startsWith("/host/"))
              .findFirst()
              .orElseThrow();
      Polls polls = new Polls(channel, List.of(pinned.parentId().orElseThrow().toString()));
      polls.begin(1, pinned.id());
      var unused = polls.poll(0).join();
      assertThat(polls.told()).as("nothing has changed").isZero();
      new NumberedWrites(List.of(pinned.id())).write(dataStore, 1);
      var told = polls.poll(1).join();
      assertThat(polls.told()).isEqualTo(1);
      assertThat(polls.whole()).isZero();
      assertThat(told.getRevision()).isPositive();
    }
  }
}
