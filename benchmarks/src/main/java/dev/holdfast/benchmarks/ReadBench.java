package dev.holdfast.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One look-up after the other, by the DataStore or by what it stands beside. Run by {@link
 * ReadRuns}, in a process that has made the look-ups: making them takes longer than measuring them.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReadBench {

  /** The look-ups of this process, by their names. */
  static final Map<String, LookUp> LOOK_UPS = new ConcurrentHashMap<>();

  /** The side that is the DataStore. */
  static final String SUBJECT = "holdfast";

  /** The side that is the bare structure. */
  static final String BARE = "bare";

  /** Which look-up. */
  @Param("")
  public String lookUp = "";

  /** Which side. */
  @Param({BARE, SUBJECT})
  public String side = "";

  private IntFunction<List<?>> asked = turn -> List.of();
  private int turn;

  /** Made by JMH. */
  public ReadBench() {}

  /** Finds the look-up. */
  @Setup
  public void find() {
    LookUp found = Objects.requireNonNull(LOOK_UPS.get(lookUp), lookUp);
    asked = side.equals(SUBJECT) ? found.subject() : found.bare();
  }

  /**
   * Asks the next question, and reads every item of the answer.
   *
   * @param hole takes the items
   */
  @Benchmark
  public void read(Blackhole hole) {
    for (Object item : asked.apply(turn++ & (LookUp.QUESTIONS - 1))) {
      hole.consume(item);
    }
  }
}
