package dev.holdfast.benchmarks;

import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.fleet.FleetSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Look-ups of entries in a small fleet and in a large one, each beside a bare structure of the same
 * size, while 100 entries change every second.
 */
@Command(
    name = "reads",
    mixinStandardHelpOptions = true,
    description = "Measures look-ups, lists, counts and pages in memory, beside bare maps.")
public final class ReadLoad implements Callable<Integer> {

  private static final int SMALL = 1_000;
  private static final int COMPARED = 6;
  private static final double TIMES_A_MAP = 4;
  private static final double PAGE_MILLIS = 1;

  @Mixin private final Scale scale = new Scale();

  @Option(
      converter = Loads.Positive.class,
      names = "--turns",
      description = "How many turns each look-up has. Default: 3.")
  private int turns = 3;

  @Option(
      converter = Loads.Positive.class,
      names = "--turn-ms",
      description = "How long a turn is. Default: 500.")
  private int turnMillis = 500;

  @Option(names = "--only", description = "Only the look-ups whose names hold this text.")
  private String only = "";

  @Override
  public Integer call() throws Exception {
    List<Figure> figures = new ArrayList<>();
    for (int entries : List.of(SMALL, scale.entries())) {
      figures.addAll(measure(entries));
    }
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("--only is '" + only + "', which no look-up's name holds");
    }
    Results.tell("reads", figures);
    return 0;
  }

  private List<Figure> measure(int entries) throws Exception {
    try (FleetWorld world = FleetWorld.inMemory(FleetSize.of(entries))) {
      ReadWorld reads = new ReadWorld(world);
      List<LookUp> chosen =
          reads.lookUps().stream()
              .filter(lookUp -> lookUp.name().contains(only))
              .filter(lookUp -> entries > SMALL || !lookUp.name().equals(ReadWorld.PAGE))
              .toList();
      if (chosen.isEmpty()) {
        return List.of();
      }
      compare(reads, chosen, new SlowModel(world.fleet(), Map.of()));
      Map<String, ReadRuns.Times> times;
      Map<Integer, RegistrationEntry> changed;
      try (Changes changes = new Changes(world)) {
        times = new ReadRuns(turns, TimeValue.milliseconds(turnMillis)).means(chosen);
        changed = changes.end();
      }
      compare(reads, chosen, new SlowModel(world.fleet(), changed));
      System.err.printf(
          Locale.ROOT,
          "%,d entries: %,d changes meanwhile, each seen at once; answers are those of the model%n",
          entries,
          changed.size());
      return chosen.stream()
          .map(lookUp -> figure(lookUp, entries, Objects.requireNonNull(times.get(lookUp.name()))))
          .toList();
    }
  }

  private static Figure figure(LookUp lookUp, int entries, ReadRuns.Times times) {
    String name = String.format(Locale.ROOT, "%s, of %,d", lookUp.name(), entries);
    if (lookUp.name().equals(ReadWorld.PAGE)) {
      return Figure.of(name, times.subject() / 1e6, "ms")
          .with(Goal.atMost(PAGE_MILLIS))
          .beside(lookUp.bareName(), times.bare() / 1e6);
    }
    return Figure.of(name, times.subject(), "ns")
        .with(Goal.ratioAtMost(TIMES_A_MAP))
        .beside(lookUp.bareName(), times.bare());
  }

  /** Fails unless the answers to some questions of each look-up are those of a slow model. */
  static void compare(ReadWorld reads, List<LookUp> lookUps, SlowModel model) {
    List<Predicate<RegistrationEntry>> tests = new ArrayList<>();
    List<LookUp> asked =
        lookUps.stream().filter(lookUp -> !lookUp.name().equals(ReadWorld.PAGE)).toList();
    for (LookUp lookUp : asked) {
      for (int question = 0; question < COMPARED; question++) {
        tests.add(lookUp.test().apply(question));
      }
    }
    List<List<RegistrationEntry>> expected = model.find(tests);
    for (int i = 0; i < expected.size(); i++) {
      asked.get(i / COMPARED).requireAnswer(i % COMPARED, expected.get(i));
    }
    if (reads.digestOfPages() != model.digest()) {
      throw new IllegalStateException("the pages do not tell what the model holds");
    }
  }
}
