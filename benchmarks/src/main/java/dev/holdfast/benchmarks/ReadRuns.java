package dev.holdfast.benchmarks;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures look-ups by JMH, in this process.
 *
 * @param turns how many turns each side of each look-up has, after as many that do not count
 * @param length how long one is
 */
record ReadRuns(int turns, TimeValue length) {

  private static final double MEDIAN = 50;

  /**
   * What a look-up took.
   *
   * @param subject nanoseconds by the DataStore
   * @param bare nanoseconds by the bare structure
   */
  record Times(double subject, double bare) {}

  /** Returns the means of all answers. */
  Map<String, Times> means(List<LookUp> lookUps) throws RunnerException {
    return run(lookUps, Mode.AverageTime);
  }

  /** Returns the medians of the answers, each timed alone. */
  Map<String, Times> medians(List<LookUp> lookUps) throws RunnerException {
    return run(lookUps, Mode.SampleTime);
  }

  private Map<String, Times> run(List<LookUp> lookUps, Mode mode) throws RunnerException {
    ReadBench.LOOK_UPS.clear();
    lookUps.forEach(lookUp -> ReadBench.LOOK_UPS.put(lookUp.name(), lookUp));
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(ReadBench.class.getName())
                    .param("lookUp", lookUps.stream().map(LookUp::name).toArray(String[]::new))
                    .mode(mode)
                    .forks(0)
                    .warmupIterations(turns)
                    .warmupTime(length)
                    .measurementIterations(turns)
                    .measurementTime(length)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Map<String, Double> subject = new HashMap<>();
    Map<String, Double> bare = new HashMap<>();
    for (RunResult result : results) {
      String side = result.getParams().getParam("side");
      double nanos =
          mode == Mode.SampleTime
              ? result.getPrimaryResult().getStatistics().getPercentile(MEDIAN)
              : result.getPrimaryResult().getScore();
      (side.equals(ReadBench.SUBJECT) ? subject : bare)
          .put(result.getParams().getParam("lookUp"), nanos);
    }
    Map<String, Times> times = new HashMap<>();
    subject.forEach(
        (name, nanos) -> times.put(name, new Times(nanos, Objects.requireNonNull(bare.get(name)))));
    return times;
  }
}
