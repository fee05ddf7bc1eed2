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

  /** Something that is done over and over, for some time. */
  interface Measured {

    /**
     * Does it for a while that does not count and for one that does; returns how often a second.
     */
    double perSecond(Duration warmUp, Duration measured) throws InterruptedException;
  }

  /** Makes a call for three turns, so that it is compiled. */
  void warmUp(int callers, LongFunction<CompletableFuture<?>> call) throws InterruptedException {
    warmUp(loop(callers, call));
  }

  /** Does something for three turns, so that it is compiled. */
  void warmUp(Measured measured) throws InterruptedException {
    double unused = measured.perSecond(Duration.ZERO, length.multipliedBy(3));
  }

  /** Measures calls, and returns the answers per second of each in each turn. */
  @SafeVarargs
  final double[][] run(int callers, LongFunction<CompletableFuture<?>>... calls)
      throws InterruptedException {
    Measured[] all = new Measured[calls.length];
    Arrays.setAll(all, i -> loop(callers, calls[i]));
    return run(all);
  }

  /** Measures several things, and returns how often a second each was done in each turn. */
  double[][] run(Measured... all) throws InterruptedException {
    double[][] rates = new double[all.length][turns];
    for (int turn = 0; turn < turns; turn++) {
      for (int i = 0; i < all.length; i++) {
        int next = turn % 2 == 0 ? i : all.length - 1 - i;
        rates[next][turn] = all[next].perSecond(length.dividedBy(4), length);
      }
    }
    return rates;
  }

  private Measured loop(int callers, LongFunction<CompletableFuture<?>> call) {
    return (warmUp, measured) -> {
      long from = used;
      used += NUMBERS;
      return ClosedLoop.run(callers, warmUp, measured, number -> call.apply(from + number))
          .perSecond();
    };
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
