package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.LaunchPlace;
import dev.holdfast.conformance.LaunchedPlugin;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import java.time.Duration;
import java.util.List;

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
      trial.over(plugin.store()).put(Bytes.utf8("k"), Bytes.utf8("v"));
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
}
