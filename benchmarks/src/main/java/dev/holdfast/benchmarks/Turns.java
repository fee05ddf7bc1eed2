package dev.holdfast.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Calls that are measured in turns, many times over, forth and back, so that what the machine does
 * meanwhile meets all of them.
 */
final class Turns {

  private static final long NUMBERS = 10_000_000;

  private final int turns;
  private final Duration length;
  private long used;

  /**
   * Turns of a length.
   *
   * @param turns how many each call gets
   * @param length how long one is measured, after a quarter of it that is not
   */
  Turns(int turns, Duration length) {
    this.turns = turns;
    this.length = length;
  }

  /** Makes a call for three turns, so that it is compiled. */
  void warmUp(int callers, LongFunction<CompletableFuture<?>> call) throws InterruptedException {
    double unused = measure(callers, length.multipliedBy(3), call);
  }

  /** Measures calls, and returns the answers per second of each in each turn. */
  @SafeVarargs
  final double[][] run(int callers, LongFunction<CompletableFuture<?>>... calls)
      throws InterruptedException {
    double[][] rates = new double[calls.length][turns];
    for (int turn = 0; turn < turns; turn++) {
      for (int i = 0; i < calls.length; i++) {
        int call = turn % 2 == 0 ? i : calls.length - 1 - i;
        rates[call][turn] = measure(callers, length, calls[call]);
      }
    }
    return rates;
  }

  private double measure(int callers, Duration turn, LongFunction<CompletableFuture<?>> call)
      throws InterruptedException {
    long from = used;
    used += NUMBERS;
    return ClosedLoop.run(callers, turn.dividedBy(4), turn, number -> call.apply(from + number))
        .perSecond();
  }

  /** Returns the median of the ratios of what was measured in the same turns. */
  static double ratio(double[] some, double[] others) {
    return median(IntStream.range(0, some.length).mapToDouble(i -> some[i] / others[i]).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
