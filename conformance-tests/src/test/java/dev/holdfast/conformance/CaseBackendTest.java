package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** However a case ends, its database runs before the suite goes on. */
final class CaseBackendTest {

  private static final Duration LIMIT = Duration.ofSeconds(4);
  private static final Duration BEYOND = LIMIT.plusSeconds(1);
  private static final Duration SLOW = Duration.ofSeconds(1);

  /** Needs a store that says that its database is away, which the one in memory never does. */
  private static final CaseNumber GIVEN_UP = CaseNumber.parse("116");

  private static final CaseNumber PASSED = CaseNumber.parse("117");

  @Test
  void commandsThatOutlastTheCasesLimit_areNotItsTime() {
    Database database = new Database(BEYOND, BEYOND);
    try (Suite suite = suite(database)) {
      CaseResult result = suite.run(only(suite, PASSED));

      assertThat(database.told).containsExactly("stopping", "stopped", "starting", "started");
      assertThat(result.reason()).isEmpty();
      assertThat(result.result()).isEqualTo(Result.PASSED);
    }
  }

  @Test
  void caseGivenUpWhileTheDatabaseIsAway_isOverWhenItRunsAgain() {
    Database database = new Database(Duration.ZERO, SLOW);
    try (Suite suite = suite(database)) {
      CaseResult result = suite.run(only(suite, GIVEN_UP));

      assertThat(database.told).containsExactly("stopping", "stopped", "starting", "started");
      assertThat(result.result()).isEqualTo(Result.FAILED);
      assertThat(result.reason().orElse("")).contains("the case did not end within " + LIMIT);
    }
  }

  @Test
  void caseGivenUpWhoseDatabaseCannotBeStarted_endsTheRun() {
    Database database = new Database(Duration.ZERO, SLOW);
    database.broken = Optional.of(new BackendFailure("it does not start"));
    try (Suite suite = suite(database)) {
      assertThatThrownBy(() -> suite.run(only(suite, GIVEN_UP)))
          .isInstanceOf(BackendFailure.class)
          .hasMessage("it does not start");
      assertThat(database.told).containsExactly("stopping", "stopped", "starting");
    }
  }

  @Test
  void caseThatIsOver_changesNothing() {
    Database database = new Database(Duration.ZERO, Duration.ZERO);
    CaseBackend backend = new CaseBackend(() -> database);
    backend.stop();
    backend.end();
    assertThat(database.told).containsExactly("stopping", "stopped", "starting", "started");

    backend.start();
    assertThatThrownBy(backend::stop).isInstanceOf(Failure.class);
    backend.end();
    assertThat(database.told).hasSize(4);
  }

  private static Suite suite(Database database) {
    Settings settings =
        new Settings(
                Size.SMALL,
                OptionalLong.of(7),
                Set.of(GIVEN_UP, PASSED),
                Duration.ofSeconds(30),
                Optional.empty(),
                Settings.Histories.NONE)
            .within(LIMIT);
    StoreFixture stores = StoreFixtures.inProcess("memory", new MemoryStoreProvider(), () -> "");
    return new Suite(StoreFixtures.withBackend(stores, database), settings);
  }

  private static ConformanceCase only(Suite suite, CaseNumber number) {
    return suite.cases().stream()
        .filter(one -> one.number().equals(number))
        .findFirst()
        .orElseThrow();
  }

  /** A database that takes its time, as a command does that nobody interrupts. */
  private static final class Database implements BackendControl {

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Duration stopping;
    private final Duration starting;
    private volatile Optional<BackendFailure> broken = Optional.empty();

    Database(Duration stopping, Duration starting) {
      this.stopping = stopping;
      this.starting = starting;
    }

    @Override
    public void stop() {
      told.add("stopping");
      take(stopping);
      told.add("stopped");
    }

    @Override
    public void start() {
      told.add("starting");
      take(starting);
      broken.ifPresent(
          failure -> {
            throw failure;
          });
      told.add("started");
    }

    private static void take(Duration time) {
      long end = System.nanoTime() + time.toNanos();
      boolean interrupted = false;
      while (System.nanoTime() < end) {
        try {
          TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
