package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.LaunchPlace;
import dev.holdfast.conformance.LaunchedPlugin;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The life of a plugin's process. */
final class LaunchCases {

  private static final String UNHEARD_OF = "999";
  private static final Duration EXIT = Duration.ofSeconds(5);

  @Case(
      number = "8",
      tags = Tag.F,
      contract = {"R13.1", "R13.3"},
      facility = Facility.LAUNCH,
      rule =
          "Where host and plugin have no version in common, the launch fails within the start"
              + " timeout, with an error that names the versions of both, and leaves no process.")
  void launch_withoutACommonVersion(Trial trial) {
    LaunchPlace place = trial.fixture().newLaunchPlace();
    try (LaunchedPlugin plugin = place.launchAs(UNHEARD_OF)) {
      throw new Failure(
          "expected: a plugin that is told version "
              + UNHEARD_OF
              + " alone is not used\n  came:     it was launched as "
              + plugin);
    } catch (StoreException e) {
      Expect.that(
          e.description().contains(UNHEARD_OF) && e.description().matches("(?s).*\\b1\\b.*"),
          "an error that names the host's version " + UNHEARD_OF + " and the plugin's, 1",
          e.description());
    }
    trial.until(
        "the plugin that was not used has ended",
        trial.patience(),
        () -> place.processes().isEmpty());
  }

  @Case(
      number = "9",
      tags = Tag.F,
      contract = "R13.2",
      facility = Facility.LAUNCH,
      rule =
          "When the host goes away, which closes the plugin's standard input, the plugin exits"
              + " within 5 s and leaves no socket behind.")
  void input_closed(Trial trial) {
    try (LaunchedPlugin plugin = trial.fixture().newLaunchPlace().serve(StoreOptions.none())) {
      plugin.store().blocking().put(Bytes.utf8("k"), Bytes.utf8("v"));
      long begun = System.nanoTime();
      plugin.closeInput();
      plugin.awaitEnd(EXIT.plus(trial.patience())); // how long it took is judged below
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      trial.note("the plugin exited after " + took.toMillis() + " ms");
      Expect.that(
          took.compareTo(EXIT) <= 0, "the plugin exits within 5 s", took.toMillis() + " ms");
      Expect.equal("the files in the socket folder", List.of(), plugin.socketFiles());
    }
  }

  @Case(
      number = "111",
      tags = Tag.C,
      contract = "R8.10",
      facility = Facility.LAUNCH,
      rule =
          "A Put that is held up beyond its deadline is answered at the deadline, as unknown; later"
              + " it is there wholly, or not at all.")
  void put_heldUpBeyondItsDeadline(Trial trial) {
    LaunchedPlugin plugin =
        trial.closeLater(trial.fixture().newLaunchPlace().serve(StoreOptions.none()));
    Trial run = trial.over(plugin.store());
    run.put(run.key("before"), run.value());
    Store hasty = plugin.storeWithin(Duration.ofMillis(500));
    Trial held = trial.over(hasty);
    Bytes value = Bytes.utf8("held up");
    plugin.pause();
    try {
      long begun = System.nanoTime();
      Expect.refused(
          "a Put to a plugin that does not run",
          () -> held.store().put(held.key("held"), value),
          ErrorReason.DEADLINE_EXCEEDED,
          ErrorReason.OUTCOME_UNKNOWN);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      trial.note("answered after " + millis + " ms, with a deadline of 500 ms");
      Expect.that(
          millis < trial.patience().toMillis() / 2, "an answer at the deadline", millis + " ms");
    } finally {
      plugin.goOn();
    }
    BlockingStore.await(run.async().put(PutRequest.of(run.key("after"), run.value())));
    run.get(run.key("held"))
        .ifPresent(entry -> Expect.equal("the value of the Put", value, entry.value()));
    run.scan(run.all());
  }
}
