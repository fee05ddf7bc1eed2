package dev.holdfast.datastore.cache.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws scripts, and makes those shorter that show a difference. */
final class Scripts {

  private static final Duration SKIPPED = Duration.ofSeconds(80);

  private Scripts() {}

  static List<Operation> draw(long seed, int length, int servers) {
    Pool pool = new Pool(new Random(seed));
    OtherOperations streams = new OtherOperations(pool, servers);
    List<Operations> sorts =
        List.of(
            new EntryOperations(pool, servers),
            new EntryOperations(pool, servers),
            new NodeOperations(pool, servers),
            new BundleOperations(pool, servers),
            new PageOperations(pool, servers),
            streams);
    List<Operation> script = new ArrayList<>();
    while (script.size() < length) {
      if (pool.once(120)) {
        script.add(skipTime());
        script.addAll(streams.afterLongTime());
      }
      script.add(pool.one(sorts).next());
    }
    return script;
  }

  /** Lets so much time go by that nothing under way is kept; streams are closed before. */
  private static Operation skipTime() {
    return Operation.write(
        0,
        "time",
        SKIPPED.toString(),
        side -> {
          side.closeStreams();
          side.skip(SKIPPED);
          return Answer.DONE;
        });
  }

  /** Leaves out of a script whatever it takes not to show a difference. */
  static List<Operation> shrink(Place place, List<Operation> script) {
    List<Operation> least = script;
    for (int chunk = Math.max(1, script.size() / 2); ; chunk = Math.max(1, chunk / 2)) {
      int before = least.size();
      for (int from = 0; from < least.size(); ) {
        List<Operation> rest = new ArrayList<>(least.subList(0, from));
        rest.addAll(least.subList(Math.min(least.size(), from + chunk), least.size()));
        Optional<Difference> difference = Comparison.run(place, rest, new Reach());
        if (difference.isPresent()) {
          least = List.copyOf(rest.subList(0, difference.get().at() + 1));
        } else {
          from += chunk;
        }
      }
      if (chunk == 1 && least.size() == before) {
        return least;
      }
    }
  }
}
