package dev.holdfast.benchmarks;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.grpc.RemoteDataStore;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.runtime.RpcChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Entries that many callers create, one by one, through the DataStore that another process serves:
 * each has a parent and federates with another trust domain, so that its commit checks that no
 * other entry is similar, and that the trust domain has a bundle.
 */
@Command(
    name = "creates",
    mixinStandardHelpOptions = true,
    description = "Measures creates of entries over gRPC, and whether they become slower.")
public final class CreateLoad implements Callable<Integer> {

  private static final double PER_SECOND = 3_000;
  private static final double SHARE_OF_THE_FIRST = 0.8;
  private static final int TENTHS = 10;
  private static final int QUICK = 50_000;
  private static final int FULL = 1_000_000;
  private static final int ENTRIES_OF_A_PARENT = 20;
  private static final TrustDomain STRANGER = new TrustDomain("stranger.example");

  @Option(
      names = "--database",
      description =
          "sqlite, postgresql, mysql, mariadb or etcd, which is started. Default: sqlite.")
  private String scheme = "sqlite";

  @Option(
      converter = Loads.Positive.class,
      names = "--callers",
      description = "How many create at once. Default: 64.")
  private int callers = 64;

  @Option(
      converter = Loads.Positive.class,
      names = "--entries",
      description = "How many entries are created. Default: 50000.")
  private int entries = QUICK;

  @Option(names = "--full", description = "1,000,000 entries.")
  private boolean full;

  @Option(
      converter = Loads.Positive.class,
      names = "--warm-up",
      description = "How many are created before, which do not count. Default: 10000.")
  private int warmUp = 10_000;

  @Option(
      names = "--heap",
      description = "The serving process's heap, as -Xmx has it. Default: 3g.")
  private String heap = "3g";

  private final List<TrustDomain> partners =
      FleetWorld.fleet(FleetSize.of(FleetSize.LEAST_ENTRIES))
          .relationships()
          .map(relationship -> relationship.trustDomain())
          .toList();

  @Override
  public Integer call() throws Exception {
    int number = full ? FULL : entries;
    if (number < TENTHS) {
      throw new IllegalArgumentException("--entries is " + number + "; it is at least " + TENTHS);
    }
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "creates"));
    try (Backend backend = Backend.start(scheme, folder);
        ServingProcess server =
            ServingProcess.ofDataStore(backend.url(), folder.resolve("server.sock"), heap);
        RpcChannel channel = RpcChannel.to(server.endpoint(), Optional.empty());
        DataStore dataStore = RemoteDataStore.on(channel);
        Callers threads = new Callers(callers)) {
      createBundles(dataStore);
      double unused = threads.each(0, warmUp, i -> create(dataStore, i));
      requireChecked(dataStore);
      long cpu = server.cpu().toNanos();
      double[] rates = tenths(dataStore, threads, number);
      double cpuMicros = (server.cpu().toNanos() - cpu) / 1e3 / number;
      requireCreated(dataStore, warmUp + number);
      tell(number, rates, cpuMicros);
    }
    return 0;
  }

  private static void createBundles(DataStore dataStore) {
    Fleet fleet = FleetWorld.fleet(FleetSize.of(FleetSize.LEAST_ENTRIES));
    fleet.bundles().forEach(dataStore.bundles()::create);
  }

  private double[] tenths(DataStore dataStore, Callers threads, int number)
      throws InterruptedException {
    double[] rates = new double[TENTHS];
    for (int tenth = 0; tenth < TENTHS; tenth++) {
      int from = warmUp + (int) ((long) number * tenth / TENTHS);
      int to = warmUp + (int) ((long) number * (tenth + 1) / TENTHS);
      rates[tenth] = threads.each(from, to, i -> create(dataStore, i));
      System.out.printf(Locale.ROOT, "entries %,d to %,d: %,.0f /s%n", from, to, rates[tenth]);
    }
    return rates;
  }

  private void tell(int number, double[] rates, double cpuMicros) throws Exception {
    double mean = TENTHS / Arrays.stream(rates).map(rate -> 1 / rate).sum();
    String of =
        String.format(
            Locale.ROOT,
            "creates of entries over gRPC on %s, %d callers, %,d entries",
            scheme,
            callers,
            number);
    Results.tell(
        "creates-" + scheme,
        List.of(
            Figure.of(of, mean, "/s").with(Goal.atLeast(PER_SECOND)),
            Figure.of(of + ", the last tenth", rates[TENTHS - 1], "/s")
                .with(Goal.ratioAtLeast(SHARE_OF_THE_FIRST))
                .beside("the first tenth", rates[0]),
            Figure.of("processor time of the server on " + scheme, cpuMicros, "us a create")));
  }

  private void create(DataStore dataStore, int number) {
    CreatedEntry created = dataStore.entries().create(entry(number, partner(number)));
    if (created.existed()) {
      throw new IllegalStateException("the entry " + created.entry() + " was there before");
    }
  }

  private TrustDomain partner(int number) {
    return partners.get(number % partners.size());
  }

  private static RegistrationEntry entry(int number, TrustDomain partner) {
    int parent = number / ENTRIES_OF_A_PARENT;
    String account = String.format(Locale.ROOT, "service-%07d", number);
    return RegistrationEntry.builder()
        .parentId(new SpiffeId(FleetWorld.DOMAIN, "/spire/agent/node-" + parent))
        .spiffeId(new SpiffeId(FleetWorld.DOMAIN, "/ns/team-" + parent % 100 + "/sa/" + account))
        .selectors(
            new Selector("k8s", "ns:team-" + parent % 100), new Selector("k8s", "sa:" + account))
        .federatesWith(Set.of(partner))
        .build();
  }

  /** Fails if the server does not check what is to be measured with its checks. */
  private void requireChecked(DataStore dataStore) {
    if (!dataStore.entries().create(entry(0, partner(0))).existed()) {
      throw new IllegalStateException("an entry was created twice");
    }
    try {
      CreatedEntry created = dataStore.entries().create(entry(-1, STRANGER));
      throw new IllegalStateException(created.entry() + " federates with nobody who is known");
    } catch (DataStoreException e) {
      if (e.reason() != DataStoreException.Reason.BUNDLE_MISSING) {
        throw e;
      }
    }
  }

  private static void requireCreated(DataStore dataStore, long expected) {
    long found = dataStore.entries().count(EntryFilter.all());
    if (found != expected) {
      throw new IllegalStateException(found + " entries were created instead of " + expected);
    }
  }
}
