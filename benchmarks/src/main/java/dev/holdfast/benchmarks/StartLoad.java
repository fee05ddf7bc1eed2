package dev.holdfast.benchmarks;

import dev.holdfast.fleet.Fleet;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * How long a new process takes to load a store, and to load it anew, and how fast it reads
 * meanwhile.
 */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Measures the load of a store by a new process, and reads during a reload.")
public final class StartLoad implements Callable<Integer> {

  private static final double SECONDS_FOR_A_MILLION = 10;
  private static final double SHARE_OF_READS = 0.5;

  @Mixin private final Scale scale = new Scale();

  @Option(
      names = "--database",
      description =
          "sqlite, postgresql, mysql, mariadb or etcd, which is started. Default: sqlite.")
  private String scheme = "sqlite";

  @Option(names = "--heap", description = "The heap of the process, as -Xmx has it. Default: 3g.")
  private String heap = "3g";

  @Override
  public Integer call() throws Exception {
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "start"));
    Fleet fleet = FleetWorld.fleet(scale.fleet());
    double[] told;
    try (Backend backend = Backend.start(scheme, folder)) {
      try (Store store = Stores.open(backend.url())) {
        FleetWorld.fill(store, fleet);
      }
      told = probe(backend.url(), fleet);
    }
    String of =
        String.format(
            Locale.ROOT,
            " of %,d entries and %,d nodes from %s",
            fleet.size().entries(),
            fleet.size().nodes(),
            scheme);
    double goal = scale.share(SECONDS_FOR_A_MILLION);
    Results.tell(
        "start-" + scheme,
        List.of(
            Figure.of("first load" + of, told[0], "s").with(Goal.atMost(goal)),
            Figure.of("reload" + of, told[1], "s").with(Goal.atMost(goal)),
            Figure.of("reads of one thread during the reload from " + scheme, told[3], "/s")
                .with(Goal.ratioAtLeast(SHARE_OF_READS))
                .beside("before it", told[2])));
    return 0;
  }

  private double[] probe(String url, Fleet fleet) throws IOException, InterruptedException {
    Process process =
        Loads.process(
                StartProbe.class,
                List.of("-Xmx" + heap),
                List.of(
                    url,
                    String.valueOf(fleet.size().entries()),
                    String.valueOf(fleet.size().nodes())))
            .start();
    List<String> output = process.inputReader().lines().toList();
    if (process.waitFor() != 0 || output.isEmpty()) {
      throw new IllegalStateException("the process that loads the store has failed: " + output);
    }
    String[] numbers = output.get(output.size() - 1).split(" ");
    return List.of(numbers).stream().mapToDouble(Double::parseDouble).toArray();
  }
}
