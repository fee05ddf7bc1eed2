package dev.holdfast.conformance.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.conformance.CaseNumber;
import dev.holdfast.conformance.CaseResult;
import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.Size;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import dev.holdfast.conformance.Suite;
import dev.holdfast.conformance.mutant.Mutants.Rejection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite rejects faulty stores, each by the cases that are about its fault. */
final class MutantTest {

  private static final Settings SETTINGS =
      new Settings(
          Size.SMALL,
          OptionalLong.empty(),
          Set.of(),
          Duration.ofSeconds(5),
          Optional.empty(),
          Settings.Histories.NONE);

  /** Most of a run's time is spent waiting for leases and retentions to run out. */
  private static final int RUNS_AT_ONCE = 4;

  private static final ExecutorService POOL = Executors.newFixedThreadPool(RUNS_AT_ONCE);
  private static final Map<String, Rejection> REJECTIONS = Mutants.rejections();
  private static final Map<String, Future<Run>> RUNS = new LinkedHashMap<>();

  private record Run(List<CaseResult> results, long millis) {

    static Run of(StoreFixture fixture, Set<CaseNumber> due) {
      long begun = System.nanoTime();
      try (Suite suite = new Suite(fixture, SETTINGS)) {
        // What the fixtures of these tests offer beyond a store is there for the cases that are
        // due.
        List<CaseResult> results =
            suite.cases().stream()
                .filter(one -> one.facility() == Facility.STORE || due.contains(one.number()))
                .map(suite::run)
                .toList();
        return new Run(results, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
      }
    }

    List<CaseResult> failures() {
      return results.stream().filter(result -> result.result() == Result.FAILED).toList();
    }

    NavigableSet<CaseNumber> rejectedBy() {
      return failures().stream()
          .map(CaseResult::number)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @BeforeAll
  static void begin() {
    for (FaultyStore mutant : mutants()) {
      Set<CaseNumber> due = REJECTIONS.get(mutant.name()).cases();
      RUNS.put(mutant.name(), POOL.submit(() -> Run.of(mutant, due)));
    }
  }

  static List<FaultyStore> mutants() {
    return Mutants.all();
  }

  @Test
  void list_namesEveryMutant() {
    assertThat(REJECTIONS.keySet())
        .containsExactlyInAnyOrderElementsOf(mutants().stream().map(FaultyStore::name).toList());
  }

  @Test
  void documentation_tellsEveryMutant() throws IOException {
    List<String> rows =
        mutants().stream()
            .map(mutant -> row(mutant.name(), REJECTIONS.get(mutant.name())))
            .toList();
    assertThat(Files.readString(Path.of("../docs/reference/conformance.md")))
        .contains(String.join("\n", rows) + "\n");
    assertThat(Files.readString(Path.of("README.md")))
        .contains("[" + rows.size() + " faulty stores]");
  }

  private static String row(String name, Rejection rejection) {
    String cases =
        rejection.cases().stream().map(CaseNumber::toString).collect(Collectors.joining(", "));
    return "| " + name + " | " + rejection.fault() + " | " + cases + " |";
  }

  @Test
  void suite_onTheStoreWithoutFault_passes() {
    passes(StoreFixtures.memory(), Set.of());
  }

  @Test
  void casesOfFaults_onFixturesWithoutFault_pass() {
    passes(PairMutant.sound(), cases("115", "119"));
    passes(ProcessMutant.sound(), cases("113"));
    passes(BackendMutant.sound(), cases("116", "117"));
  }

  private static Set<CaseNumber> cases(String... numbers) {
    return Stream.of(numbers).map(CaseNumber::parse).collect(Collectors.toSet());
  }

  private static void passes(StoreFixture fixture, Set<CaseNumber> only) {
    Run run = Run.of(fixture, only);
    assertThat(run.results()).isNotEmpty();
    assertThat(run.failures()).extracting(CaseResult::reason).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void suite_onFaultyStore_failsWhereTheFaultIs(FaultyStore mutant) throws Exception {
    Run run = RUNS.get(mutant.name()).get();
    NavigableSet<CaseNumber> due = REJECTIONS.get(mutant.name()).cases();
    assertThat(run.rejectedBy()).as("the cases that reject %s", mutant.name()).containsAll(due);
    // A case that breaks down rejects nothing: it must say what it expected of the store.
    assertThat(run.failures())
        .filteredOn(failure -> due.contains(failure.number()))
        .extracting(failure -> failure.reason().orElseThrow())
        .allMatch(reason -> reason.contains("expected:") || reason.contains("history of the case"));
    NavigableSet<CaseNumber> others = run.rejectedBy();
    others.removeAll(due);
    // A store that fails everywhere would show nothing about the cases that are meant.
    assertThat(others.size())
        .as("the number of other cases that reject %s: %s", mutant.name(), others)
        .isLessThanOrEqualTo((run.results().size() - due.size()) / 10);
  }

  @AfterAll
  static void report() throws Exception {
    POOL.shutdown();
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode rows = mapper.createArrayNode();
    for (FaultyStore mutant : mutants()) {
      Run run = RUNS.get(mutant.name()).get();
      Rejection due = REJECTIONS.get(mutant.name());
      ObjectNode row =
          rows.addObject()
              .put("mutant", mutant.name())
              .put("fault", due.fault())
              .put("caught", run.rejectedBy().containsAll(due.cases()));
      numbers(row.putArray("cases"), due.cases());
      numbers(row.putArray("by"), run.rejectedBy());
      row.put("passed", run.results().size() - run.failures().size()).put("ms", run.millis());
    }
    write(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(rows));
  }

  private static void numbers(ArrayNode array, NavigableSet<CaseNumber> cases) {
    cases.forEach(number -> array.add(number.toString()));
  }

  private static void write(String json) throws IOException {
    Path folder = Settings.fromProperties().folder().orElseThrow();
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("mutants.json"), json + "\n");
  }
}
