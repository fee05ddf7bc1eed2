package dev.holdfast.conformance;

import dev.holdfast.conformance.CaseResult.Result;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The suite as a JUnit test: one dynamic test for each case that the front can run.
 *
 * <p>A backend's test extends this class and says how its stores are opened.
 */
public abstract class StoreConformance {

  /** Makes a test. */
  protected StoreConformance() {}

  /** Returns what opens the stores; it is asked once, and closed at the end. */
  protected abstract StoreFixture fixture();

  /** Returns how the run goes; by default, as the system properties ask. */
  protected Settings settings() {
    return Settings.fromProperties();
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    Settings settings = settings();
    Suite suite = new Suite(fixture(), settings);
    Stream<DynamicTest> cases =
        suite.cases().stream()
            .map(one -> DynamicTest.dynamicTest(one.name(), () -> require(suite.run(one))));
    Stream<DynamicTest> all =
        settings.only().isEmpty()
            ? Stream.concat(
                cases, Stream.of(DynamicTest.dynamicTest("report", () -> report(suite, settings))))
            : cases;
    return all.onClose(suite::close);
  }

  private static void require(CaseResult result) {
    if (result.result() == Result.FAILED) {
      throw new Failure(result.reason().orElse("") + notes(result));
    }
    if (result.result() == Result.SKIPPED) {
      Assumptions.abort(result.reason().orElse(""));
    }
  }

  private static String notes(CaseResult result) {
    return result.notes().stream().map(note -> "\n  " + note).collect(Collectors.joining());
  }

  private static void report(Suite suite, Settings settings) {
    Report report = suite.report();
    settings.folder().ifPresent(report::write);
    if (!report.missing().isEmpty()) {
      throw new Failure("the report lacks the cases " + report.missing());
    }
    Map<Result, Long> counts =
        report.cases().stream()
            .collect(Collectors.groupingBy(CaseResult::result, Collectors.counting()));
    System.out.println(
        report.backend() + ", " + report.front() + ": level " + report.level() + ", " + counts);
  }
}
