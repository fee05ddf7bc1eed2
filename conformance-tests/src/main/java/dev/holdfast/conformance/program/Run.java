package dev.holdfast.conformance.program;

import dev.holdfast.conformance.BackendFailure;
import dev.holdfast.conformance.CaseResult;
import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.conformance.ConformanceCase;
import dev.holdfast.conformance.Report;
import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A run of the suite, told on a terminal while it goes on. */
final class Run {

  private static final int PASSED = 0;
  private static final int FAILED = 1;
  private static final int COULD_NOT_RUN = 2;

  private final StoreFixture fixture;
  private final Settings settings;
  private final KnownFailures known;
  private final Optional<Duration> budget;

  Run(StoreFixture fixture, Settings settings, KnownFailures known, Optional<Duration> budget) {
    this.fixture = fixture;
    this.settings = settings;
    this.known = known;
    this.budget = budget;
  }

  /** Runs the cases, and returns the status for the process to exit with. */
  int report(PrintWriter out, Optional<Path> folder) throws IOException {
    Suite suite = new Suite(fixture, settings);
    try {
      List<ConformanceCase> cases = suite.cases();
      if (cases.isEmpty()) {
        throw new Unusable("none of these cases can be run on the front " + fixture.front());
      }
      out.println(Report.suiteVersion() + " on " + fixture.backend() + ", " + fixture.front());
      Rest rest = runAll(suite, cases, out);
      Report report = suite.report();
      if (folder.isPresent()) {
        for (Path file : ReportFiles.write(report, folder.get())) {
          out.println("report: " + file);
        }
      }
      return conclude(report, rest, out);
    } finally {
      suite.closeStores();
    }
  }

  /**
   * What a run left over.
   *
   * @param cases how many cases
   * @param why why they were not run
   */
  private record Rest(int cases, String why) {

    static final Rest NONE = new Rest(0, "");
  }

  private Rest runAll(Suite suite, List<ConformanceCase> cases, PrintWriter out) {
    long begun = System.nanoTime();
    for (int i = 0; i < cases.size(); i++) {
      if (budget.isPresent() && System.nanoTime() - begun > budget.get().toNanos()) {
        return new Rest(cases.size() - i, "the time budget was used up");
      }
      ConformanceCase one = cases.get(i);
      out.printf("[%3d/%d] %-60s ", i + 1, cases.size(), one.name());
      out.flush();
      CaseResult result;
      try {
        result = suite.run(one);
      } catch (BackendFailure e) {
        out.println("not judged");
        return new Rest(cases.size() - i, String.valueOf(e.getMessage()));
      }
      out.println(result.result().word() + ", " + result.millis() + " ms");
      if (result.result() == Result.FAILED) {
        out.println(result.reason().orElse("").indent(4).stripTrailing());
        known.reason(one.number()).ifPresent(why -> out.println("    known: " + why));
      } else if (result.result() != Result.PASSED) {
        out.println("    " + result.reason().orElse(""));
      }
      out.flush();
    }
    return Rest.NONE;
  }

  private int conclude(Report report, Rest rest, PrintWriter out) {
    List<String> unexpected = new ArrayList<>();
    Set<String> fixed = new TreeSet<>();
    for (CaseResult row : report.cases()) {
      boolean failed = row.result() == Result.FAILED;
      boolean isKnown = known.reason(row.number()).isPresent();
      if (failed && !isKnown) {
        unexpected.add(row.number().toString());
      } else if (isKnown && row.result() == Result.PASSED) {
        fixed.add(row.number().toString());
      }
    }
    out.println();
    out.println(
        "level:  "
            + (settings.only().isEmpty() && rest.cases() == 0 ? report.level() : "not judged"));
    out.println("passed: " + report.count(Result.PASSED));
    out.println("failed: " + report.count(Result.FAILED) + list(unexpected));
    if (!fixed.isEmpty()) {
      out.println("known to fail, and passed: " + String.join(", ", fixed));
    }
    if (rest.cases() > 0) {
      out.println("not run: " + rest.cases() + " cases, since " + rest.why());
    }
    out.flush();
    if (!unexpected.isEmpty()) {
      return FAILED;
    }
    return rest.cases() > 0 ? COULD_NOT_RUN : PASSED;
  }

  private static String list(List<String> cases) {
    return cases.isEmpty() ? "" : " (" + String.join(", ", cases) + ")";
  }
}
