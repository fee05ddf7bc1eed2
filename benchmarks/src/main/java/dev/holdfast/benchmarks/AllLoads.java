package dev.holdfast.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs one load after the other, each in a process of its own, and sums their results up. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description = "Runs all loads, and sums their results up in one table.")
public final class AllLoads implements Callable<Integer> {

  private static final String ON = "--database";
  private static final String POSTGRESQL = "postgresql";

  @Option(names = "--quick", description = "Fleets of 100,000 entries, short loads; the default.")
  private boolean quick;

  @Option(names = "--full", description = "Fleets of 1,000,000 entries, long loads.")
  private boolean full;

  /**
   * A load to run.
   *
   * @param heap the heap of its process
   * @param arguments its name and its options
   */
  private record Run(String heap, List<String> arguments) {

    static Run of(String heap, String... arguments) {
      return new Run(heap, List.of(arguments));
    }

    String name() {
      return arguments.get(0);
    }
  }

  private static List<Run> quickRuns() {
    return List.of(
        Run.of("2g", "authorized", "--quick", "--turns", "3"),
        Run.of("2g", "reads", "--quick", "--turn-ms", "300"),
        Run.of("2g", "memory", "--quick"),
        Run.of("1g", "leak", "--changes", "30000"),
        Run.of("1g", "start", "--quick"),
        Run.of("1g", "start", "--quick", ON, POSTGRESQL),
        Run.of("1g", "current", "--turns", "3", "--turn-ms", "700"),
        Run.of("1g", "current", ON, "etcd", "--turns", "3", "--turn-ms", "700"),
        Run.of("1g", "creates", "--entries", "20000", "--warm-up", "15000"),
        Run.of("1g", "creates", "--entries", "20000", "--warm-up", "15000", ON, POSTGRESQL),
        Run.of("1g", "import", "--quick"),
        Run.of("1g", "between", "--rates", "2000", "--warm-up", "12", "--seconds", "6"),
        Run.of("1g", "polling", "--quick", "--warm-up", "8", "--seconds", "8"),
        Run.of("1g", "boundary", "--turns", "3", "--turn-ms", "1000", "--callers", "1,64"),
        Run.of("1g", "puts", "--seconds", "30", "--counted", "15"),
        Run.of("1g", "watch-delay", "--warm-up", "8", "--seconds", "8"),
        Run.of("256m", "pages", "--keys", "100000", "--rows", "2", "--seconds", "5"),
        Run.of("1g", "etcd", "--turns", "3", "--turn-ms", "500", "--callers", "1,64"));
  }

  private static List<Run> fullRuns() {
    return List.of(
        Run.of("4g", "authorized", "--full"),
        Run.of("6g", "reads", "--full"),
        Run.of("4g", "memory", "--full"),
        Run.of("1g", "leak"),
        Run.of("1g", "start", "--full"),
        Run.of("1g", "start", "--full", ON, POSTGRESQL),
        Run.of("1g", "current"),
        Run.of("1g", "current", ON, "etcd"),
        Run.of("1g", "creates", "--full"),
        Run.of("1g", "creates", "--full", ON, POSTGRESQL),
        Run.of("1g", "import", "--full"),
        Run.of("1g", "between"),
        Run.of("1g", "between", ON, "sqlite"),
        Run.of("1g", "between", ON, "etcd"),
        Run.of("1g", "polling", "--full"),
        Run.of("1g", "boundary"),
        Run.of("1g", "puts", "--outstanding", "64,512"),
        Run.of("1g", "watch-delay"),
        Run.of("256m", "pages"),
        Run.of("1g", "etcd"));
  }

  @Override
  public Integer call() throws Exception {
    if (quick && full) {
      throw new IllegalArgumentException("--quick and --full are given; choose one");
    }
    List<String> failed = new ArrayList<>();
    List<Run> runs = full ? fullRuns() : quickRuns();
    Results.clear();
    for (Run run : runs) {
      System.out.printf("%n== %s%n", String.join(" ", run.arguments()));
      if (status(run) != 0) {
        failed.add(run.name());
      }
    }
    JsonNode all = Results.summarize(Results.FOLDER);
    System.out.println();
    System.out.println(Markdown.aligned(all));
    if (!failed.isEmpty()) {
      System.out.println("These have failed: " + String.join(", ", failed));
    }
    return failed.isEmpty() ? 0 : 1;
  }

  private static int status(Run run) throws IOException, InterruptedException {
    return Loads.process(Bench.class, List.of("-Xmx" + run.heap()), run.arguments())
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }
}
