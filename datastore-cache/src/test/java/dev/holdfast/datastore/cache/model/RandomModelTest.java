package dev.holdfast.datastore.cache.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.cache.contract.OnEtcd;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Random operations of every kind, made of the DataStore and of the model, which must agree on each
 * answer: on one server and on two, mostly in memory, some on SQLite and some on etcd, some with
 * bounded kinds.
 *
 * <p>{@code -Dholdfast.model.seed} chooses the operations, {@code -Dholdfast.model.operations} how
 * many, {@code -Dholdfast.model.etcd-operations} how many on etcd, {@code
 * -Dholdfast.model.fresh-seeds} how many more runs with seeds of their own.
 */
class RandomModelTest {

  private static final String FRESH_SEEDS = "holdfast.model.fresh-seeds";
  private static final long SEED = Long.getLong("holdfast.model.seed", 20_261_121);
  private static final int ENOUGH = 200_000;
  private static final int OPERATIONS = Integer.getInteger("holdfast.model.operations", ENOUGH);
  private static final int ETCD_OPERATIONS =
      Integer.getInteger("holdfast.model.etcd-operations", 3_000);
  private static final int LENGTH = 500;
  private static final int THREADS = 2;

  /** One script in so many is run on SQLite, whose commits wait for a disk. */
  private static final int SQLITE_EVERY = 20;

  /** Two scripts in so many are run on servers that hold few records of some kinds. */
  private static final int BOUNDED_EVERY = 6;

  @Test
  @Timeout(1_800)
  void dataStore_answersAsTheModel() throws Exception {
    run(SEED);
  }

  /** Every commit waits for a sync of the disk, and servers hear of each other over the network. */
  @Test
  @Timeout(1_800)
  void dataStore_onEtcd_answersAsTheModel() {
    OnEtcd.require();
    Reach reach = new Reach();
    for (int i = 0; i * LENGTH < ETCD_OPERATIONS; i++) {
      run(SEED, i, Place.etcd(1 + i % 2), reach);
    }
  }

  @Test
  @Timeout(18_000)
  @EnabledIfSystemProperty(
      named = FRESH_SEEDS,
      matches = "[1-9][0-9]*",
      disabledReason = "fresh seeds are for the long form of the tests")
  void dataStore_answersAsTheModel_freshSeeds() throws Exception {
    SecureRandom random = new SecureRandom();
    for (int i = Integer.getInteger(FRESH_SEEDS); i > 0; i--) {
      run(random.nextInt() & Integer.MAX_VALUE);
    }
  }

  private static void run(long seed) throws Exception {
    Reach reach = new Reach();
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> scripts = new ArrayList<>();
      for (int i = 0; i * LENGTH < OPERATIONS; i++) {
        int script = i;
        scripts.add(executor.submit(() -> run(seed, script, reach)));
      }
      for (Future<?> script : scripts) {
        script.get();
      }
    } finally {
      executor.shutdownNow();
    }
    if (OPERATIONS >= ENOUGH) {
      assertReach(reach);
    }
  }

  private static void run(long seed, int number, Reach reach) {
    int servers = 1 + number % 2;
    Place place =
        number % SQLITE_EVERY < 2 && number / SQLITE_EVERY % 2 == number % 2
            ? Place.sqlite(servers)
            : Place.memory(servers);
    if (number % BOUNDED_EVERY < 2) {
      place = place.bounded();
    }
    run(seed, number, place, reach);
  }

  private static void run(long seed, int number, Place place, Reach reach) {
    List<Operation> script = Scripts.draw(seed * 1_000_003 + number, LENGTH, place.servers());
    Optional<Difference> difference = Comparison.run(place, script, reach);
    if (difference.isPresent()) {
      int end = difference.get().at() + 1;
      throw new AssertionError(
          report(seed, number, place, script.subList(0, end), difference.get()));
    }
  }

  private static String report(
      long seed, int number, Place place, List<Operation> script, Difference difference) {
    List<Operation> least = Scripts.shrink(place, script);
    Difference last = Comparison.run(place, least, new Reach()).orElse(difference);
    return "with -Dholdfast.model.seed="
        + seed
        + ", script "
        + number
        + " on "
        + place.name()
        + ", the DataStore\n  "
        + last.problem()
        + "\nafter\n"
        + least.stream().map(it -> "  " + it).collect(Collectors.joining("\n"));
  }

  /** Proves that the operations met whatever can become of them. */
  private static void assertReach(Reach reach) {
    Map<String, Long> counts = reach.counts();
    assertThat(counts.keySet()).containsExactlyElementsOf(Reach.all());
    assertThat(counts)
        .allSatisfy((what, count) -> assertThat(count).as(what).isGreaterThanOrEqualTo(100L));
    assertThat(reach.lists("SOME", "LAST", "MORE") * 10)
        .as("answers of lists that are not empty")
        .isGreaterThanOrEqualTo(reach.lists("SOME", "LAST", "MORE", "NONE") * 3);
  }
}
