package dev.holdfast.benchmarks;

import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The authorized entries of agents drawn at random, some 600 each by two aliases, while 100 entries
 * change every second: in a fleet that has no other entries, and in a large one.
 */
@Command(
    name = "authorized",
    mixinStandardHelpOptions = true,
    description = "Measures the authorized entries of one of 50,000 agents, of 600 entries each.")
public final class AuthorizedLoad implements Callable<Integer> {

  private static final int AGENTS = 50_000;

  /** As many as give each agent some 600, by aliases that all agents have. */
  private static final int FEWEST = 639;

  private static final int COMPARED = 20;
  private static final double MICROS = 2;

  @Mixin private final Scale scale = new Scale();

  @Option(
      converter = Loads.Positive.class,
      names = "--turns",
      description = "How many turns are measured. Default: 5.")
  private int turns = 5;

  @Option(
      converter = Loads.Positive.class,
      names = "--turn-ms",
      description = "How long a turn is. Default: 2000.")
  private int turnMillis = 2_000;

  @Override
  public Integer call() throws Exception {
    List<Figure> figures = new ArrayList<>();
    figures.add(measure(FEWEST).with(Goal.atMost(MICROS)));
    figures.add(measure(scale.entries()));
    Results.tell("authorized", figures);
    return 0;
  }

  private Figure measure(int entries) throws Exception {
    try (FleetWorld world = FleetWorld.inMemory(FleetSize.of(entries).withNodes(AGENTS))) {
      List<SpiffeId> agents = agents(world.fleet());
      compare(world, agents, Map.of());
      askOnce(world);
      LookUp lookUp = lookUp(world, agents);
      ReadRuns.Times times;
      Map<Integer, RegistrationEntry> changed;
      try (Changes changes = new Changes(world)) {
        times =
            Objects.requireNonNull(
                new ReadRuns(turns, TimeValue.milliseconds(turnMillis))
                    .medians(List.of(lookUp))
                    .get(lookUp.name()));
        changed = changes.end();
      }
      compare(world, agents, changed);
      int answer = authorized(world, agents.get(0)).size();
      String name =
          String.format(
              Locale.ROOT,
              "authorized entries, median: %,d agents, %d of %,d entries each",
              AGENTS,
              answer,
              entries);
      return Figure.of(name, times.subject() / 1e3, "us")
          .beside(lookUp.bareName(), times.bare() / 1e3);
    }
  }

  /** Draws the agents that are asked for, by the numbers of their nodes. */
  private static List<Integer> nodes() {
    return new SplittableRandom(5).ints(LookUp.QUESTIONS, 0, AGENTS).boxed().toList();
  }

  private static List<SpiffeId> agents(Fleet fleet) {
    return nodes().stream().map(node -> fleet.node(node).id()).toList();
  }

  private static List<Stored<RegistrationEntry>> authorized(FleetWorld world, SpiffeId agent) {
    return world.dataStore().entries().authorized(agent, ReadConsistency.cached()).value();
  }

  /** Asks for every agent once, as a server that runs was asked before. */
  private static void askOnce(FleetWorld world) {
    long begun = System.nanoTime();
    for (int node = 0; node < AGENTS; node++) {
      if (authorized(world, world.fleet().node(node).id()).isEmpty()) {
        throw new IllegalStateException("the agent of node " + node + " has no entries");
      }
    }
    System.err.printf(
        Locale.ROOT,
        "each agent asked for the first time: %.1f us%n",
        (System.nanoTime() - begun) / 1e3 / AGENTS);
  }

  /** Asks for the whole answer, and reads the first and the last entry of it. */
  private static LookUp lookUp(FleetWorld world, List<SpiffeId> agents) {
    Map<SpiffeId, List<String>> bare = new ConcurrentHashMap<>();
    IntStream.range(0, AGENTS)
        .forEach(node -> bare.put(world.fleet().node(node).id(), List.of("one", "other")));
    return new LookUp(
        "authorized",
        turn -> {
          List<Stored<RegistrationEntry>> all = authorized(world, agents.get(turn));
          return List.of(all.get(0), all.get(all.size() - 1));
        },
        turn -> Objects.requireNonNull(bare.get(agents.get(turn))),
        "ConcurrentHashMap.get of a list",
        turn -> entry -> false);
  }

  private static void compare(
      FleetWorld world, List<SpiffeId> agents, Map<Integer, RegistrationEntry> changed) {
    List<List<RegistrationEntry>> expected =
        new SlowModel(world.fleet(), changed).authorized(nodes().subList(0, COMPARED));
    for (int question = 0; question < COMPARED; question++) {
      List<RegistrationEntry> told =
          authorized(world, agents.get(question)).stream().map(Stored::value).toList();
      if (!told.equals(expected.get(question))) {
        throw new IllegalStateException(
            agents.get(question) + " is told other entries than the model tells");
      }
    }
  }
}
