package dev.holdfast.benchmarks;

import dev.holdfast.store.GetRequest;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.testservers.OneEtcd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Puts and reads on etcd, through the plugin and through jetcd's own client.
 *
 * <p>The two take turns of a second, many times over, and the median of the ratios of neighbours is
 * told, so that what the machine does meanwhile meets both. Both send the same transactions: a
 * compare that the key has no life of its own, and, of puts with a request id, the marker that
 * keeps the outcome, under a lease, with the compare that it is absent.
 */
@Command(
    name = "etcd",
    mixinStandardHelpOptions = true,
    description = "Measures the plugin on etcd beside jetcd's own client.")
public final class EtcdLoad implements Callable<Integer> {

  private static final double SHARE_OF_JETCD = 0.9;

  @Option(
      names = "--endpoints",
      description = "A cluster, host:port with commas between. Default: a member that is started.")
  private String endpoints = "";

  @Option(
      converter = Loads.Positive.class,
      names = "--callers",
      split = ",",
      description = "Calls under way at once. Default: 1,64,256.")
  private List<Integer> callers = List.of(1, 64, 256);

  @Option(
      converter = Loads.Positive.class,
      names = "--turn-ms",
      description = "How long a turn is measured. Default: 1000.")
  private int turnMillis = 1_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--turns",
      description = "How many turns each has. Default: 7.")
  private int turns = 7;

  private final List<Figure> figures = new ArrayList<>();
  private final Workload workload = new Workload(10_000, Workload.VALUE_BYTES);

  /** One call of both sides, by the number of the call. */
  private record Pair(
      LongFunction<CompletableFuture<?>> store, LongFunction<CompletableFuture<?>> bare) {}

  @Override
  public Integer call() throws Exception {
    String at = endpoints.isEmpty() ? started() : endpoints;
    String prefix = "bench-" + Long.toHexString(System.nanoTime());
    try (BareEtcd bare = new BareEtcd(at, prefix + "-bare/", workload);
        Store store = Stores.open("etcd:" + at + "/" + prefix)) {
      Pair put = new Pair(number -> put(store, number), bare::put);
      Pair named = new Pair(number -> namedPut(store, number), bare::recordedPut);
      Pair get = new Pair(number -> get(store, number), bare::get);
      Turns turn = new Turns(turns, Duration.ofMillis(turnMillis));
      for (Pair pair : List.of(put, named, get)) {
        turn.warmUp(64, pair.store());
        turn.warmUp(64, pair.bare());
      }
      for (int many : callers) {
        double[][] puts = turn.run(many, put.store(), put.bare(), named.store(), named.bare());
        print("put", many, puts[0], puts[1]);
        print("put with a request id", many, puts[2], puts[3]);
        System.out.printf(
            Locale.ROOT,
            "  the marker costs %.2f of the puts, %.2f of jetcd's%n",
            1 - Turns.ratio(puts[2], puts[0]),
            1 - Turns.ratio(puts[3], puts[1]));
        double[][] reads = turn.run(many, get.store(), get.bare());
        print("point read", many, reads[0], reads[1]);
      }
    }
    Results.tell("etcd", figures);
    return 0;
  }

  /** Starts a member, and returns its endpoint. */
  static String started() {
    OneEtcd.missing()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    String url = OneEtcd.freshUrl();
    return url.substring(url.indexOf(':') + 1, url.indexOf('/'));
  }

  private void print(String what, int many, double[] store, double[] bare) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %4d callers: store %,7.0f /s, jetcd %,7.0f /s, ratio %.2f (goal >= 0.90)%n",
        what,
        many,
        Turns.median(store),
        Turns.median(bare),
        Turns.ratio(store, bare));
    figures.add(
        Figure.of(what + " on etcd, callers: " + many, Turns.median(store), "/s")
            .with(Goal.ratioAtLeast(SHARE_OF_JETCD))
            .beside("jetcd", Turns.median(bare)));
  }

  private CompletableFuture<?> put(Store store, long number) {
    return store.put(PutRequest.of(workload.key(number), workload.value(number)));
  }

  private CompletableFuture<?> namedPut(Store store, long number) {
    return store.put(
        PutRequest.of(workload.key(number), workload.value(number))
            .named(new RequestId("bench-" + number)));
  }

  private CompletableFuture<?> get(Store store, long number) {
    return store.get(GetRequest.of(workload.key(number)));
  }
}
