package dev.holdfast.benchmarks;

import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long after a write on one server the cached reads of the others show it.
 *
 * <p>One process writes at a steady rate, whatever is not answered yet; the time is from the answer
 * to a write, and from the moment at which it was due. Each of the other servers counts.
 */
@Command(
    name = "between",
    mixinStandardHelpOptions = true,
    description = "Measures how soon a write on one server shows on the others.")
public final class BetweenLoad implements Callable<Integer> {

  private static final long PATIENCE_SECONDS = 120;

  @Option(
      names = "--database",
      description =
          "sqlite, postgresql, mysql, mariadb or etcd, which is started. Default: postgresql.")
  private String scheme = "postgresql";

  @Option(
      converter = Loads.Positive.class,
      names = "--servers",
      split = ",",
      description = "How many servers there are, that which writes among them. Default: 2,8.")
  private List<Integer> servers = List.of(2, 8);

  @Option(
      converter = Loads.Positive.class,
      names = "--rates",
      split = ",",
      description = "Writes a second. Default: 100,2000.")
  private List<Integer> rates = List.of(100, 2_000);

  @Option(
      converter = Loads.Positive.class,
      names = "--seconds",
      description = "How long is measured. Default: 20.")
  private int seconds = 20;

  @Option(
      converter = Loads.Positive.class,
      names = "--warm-up",
      description = "Seconds before, which do not count. Default: 10.")
  private int warmUp = 10;

  private final List<Figure> figures = new ArrayList<>();
  private Path folder = Path.of("benchmarks", "target", "between");

  /** What was measured of one number of servers, at one rate. */
  private static final class Delays {
    private final Histogram answers = histogram();
    private final Histogram fromAnswer = histogram();
    private final Histogram fromCall = histogram();

    private static Histogram histogram() {
      return new Histogram(TimeUnit.MINUTES.toNanos(30), 2);
    }
  }

  @Override
  public Integer call() throws Exception {
    if (servers.contains(1)) {
      throw new IllegalArgumentException("--servers is 1; there are at least 2");
    }
    folder = Scratch.emptied(folder);
    try (Backend backend = Backend.start(scheme, folder)) {
      try (Store store = Stores.open(backend.sharedUrl())) {
        FleetWorld.fill(store, NumberedWrites.fleet());
      }
      for (int number : servers) {
        for (int rate : rates) {
          tell(backend, number, rate, measure(backend, number - 1, rate));
        }
      }
    }
    Results.tell("between-" + scheme, figures);
    return 0;
  }

  private Delays measure(Backend backend, int others, int rate) throws Exception {
    int writes = rate * seconds;
    List<ReadingServers> readers = new ArrayList<>();
    try {
      for (List<Path> files : processes(backend, others)) {
        readers.add(ReadingServers.start(backend.sharedUrl(), writes, files));
      }
      Path due = folder.resolve("due");
      Path answered = folder.resolve("answered");
      write(WritingServer.arguments(backend.sharedUrl(), rate, warmUp, writes, due, answered));
      List<long[]> moments = new ArrayList<>();
      for (ReadingServers reader : readers) {
        moments.addAll(reader.moments(PATIENCE_SECONDS));
      }
      return delays(Moments.read(due), Moments.read(answered), moments);
    } finally {
      readers.forEach(ReadingServers::close);
    }
  }

  /** Returns the files of the servers that read, by their processes: one each for a SQLite file. */
  private List<List<Path>> processes(Backend backend, int others) {
    List<Path> files =
        IntStream.range(0, others).mapToObj(server -> folder.resolve("seen" + server)).toList();
    return backend.isFile() ? files.stream().map(List::of).toList() : List.of(files);
  }

  private static void write(List<String> arguments) throws IOException, InterruptedException {
    int status =
        Loads.process(WritingServer.class, arguments)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (status != 0) {
      throw new IllegalStateException("the process that writes has failed, as it said");
    }
  }

  private static Delays delays(long[] due, long[] answered, List<long[]> moments) {
    Delays delays = new Delays();
    for (int write = 0; write < due.length; write++) {
      delays.answers.recordValue(Math.max(0, answered[write] - due[write]));
      for (long[] seen : moments) {
        delays.fromAnswer.recordValue(Math.max(0, seen[write] - answered[write]));
        delays.fromCall.recordValue(Math.max(0, seen[write] - due[write]));
      }
    }
    return delays;
  }

  private void tell(Backend backend, int number, int rate, Delays delays) {
    System.out.printf(
        Locale.ROOT,
        "%d servers, %,d writes a second: the answer p50 %.1f ms, p99 %.1f ms;"
            + " shown after the answer p50 %.1f ms, p99 %.1f ms;"
            + " after the call p50 %.1f ms, p99 %.1f ms, longest %.0f ms%n",
        number,
        rate,
        millis(delays.answers, 50),
        millis(delays.answers, 99),
        millis(delays.fromAnswer, 50),
        millis(delays.fromAnswer, 99),
        millis(delays.fromCall, 50),
        millis(delays.fromCall, 99),
        delays.fromCall.getMaxValue() / 1e6);
    String of =
        String.format(
            Locale.ROOT, "a write shows on others, %s, servers: %d, %,d/s", scheme, number, rate);
    figures.add(
        Figure.of(of + ", p99 from its answer", millis(delays.fromAnswer, 99), "ms")
            .with(Goal.atMost(backend.soonMillis())));
    figures.add(Figure.of(of + ", p50 from its answer", millis(delays.fromAnswer, 50), "ms"));
    figures.add(
        Figure.of(of + ", p99 from its call", millis(delays.fromCall, 99), "ms")
            .beside("the answer itself", millis(delays.answers, 99)));
    figures.add(
        Figure.of(of + ", p50 from its call", millis(delays.fromCall, 50), "ms")
            .beside("the answer itself", millis(delays.answers, 50)));
  }

  private static double millis(Histogram times, double percentile) {
    return times.getValueAtPercentile(percentile) / 1e6;
  }
}
