package dev.holdfast.benchmarks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongFunction;
import org.HdrHistogram.Recorder;

/**
 * A load that keeps a number of calls outstanding: each answer starts the next call.
 *
 * <p>Only calls that are answered within the measured window count.
 */
final class ClosedLoop {

  private final LongFunction<? extends CompletableFuture<?>> call;
  private final Recorder latencies = new Recorder(TimeUnit.MINUTES.toNanos(1), 2);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicLong lastAnswer = new AtomicLong();
  private final LongAccumulator longestSilence = new LongAccumulator(Math::max, 0);
  private final AtomicInteger running = new AtomicInteger();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile boolean measuring;
  private volatile boolean stopped;

  private ClosedLoop(LongFunction<? extends CompletableFuture<?>> call) {
    this.call = call;
  }

  /**
   * What was measured.
   *
   * @param perSecond answers per second
   * @param p50Micros median latency
   * @param p99Micros 99th percentile of the latency
   * @param silenceMillis the longest time in which no call was answered
   */
  record Rate(double perSecond, double p50Micros, double p99Micros, double silenceMillis) {}

  /** Runs a load: first unmeasured for a while, then measured. */
  static Rate run(
      int outstanding,
      Duration warmUp,
      Duration measured,
      LongFunction<? extends CompletableFuture<?>> call)
      throws InterruptedException {
    return new ClosedLoop(call).run(outstanding, warmUp, measured);
  }

  private Rate run(int outstanding, Duration warmUp, Duration measured)
      throws InterruptedException {
    running.set(outstanding);
    for (int caller = 0; caller < outstanding; caller++) {
      step(caller, outstanding);
    }
    TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
    latencies.reset();
    long start = System.nanoTime();
    lastAnswer.set(start);
    longestSilence.reset();
    measuring = true;
    TimeUnit.NANOSECONDS.sleep(measured.toNanos());
    measuring = false;
    long nanos = System.nanoTime() - start;
    stopped = true;
    done.await();
    Throwable problem = failure.get();
    if (problem != null) {
      throw new IllegalStateException("a call of the load failed", problem);
    }
    var histogram = latencies.getIntervalHistogram();
    return new Rate(
        histogram.getTotalCount() * 1e9 / nanos,
        histogram.getValueAtPercentile(50) / 1e3,
        histogram.getValueAtPercentile(99) / 1e3,
        longestSilence.get() / 1e6);
  }

  /** Makes a call, and the next when it is answered; a loop, so that quick answers do not nest. */
  private void step(long first, int stride) {
    long number = first;
    while (!stopped) {
      long begun = System.nanoTime();
      CompletableFuture<?> answer = call.apply(number);
      number += stride;
      if (answer.isDone()) {
        answered(begun, answer.isCompletedExceptionally() ? exceptionOf(answer) : null);
        continue;
      }
      long next = number;
      var unused =
          answer.whenComplete(
              (value, problem) -> {
                answered(begun, problem);
                step(next, stride);
              });
      return;
    }
    if (running.decrementAndGet() == 0) {
      done.countDown();
    }
  }

  private static Throwable exceptionOf(CompletableFuture<?> failed) {
    return failed.handle((value, problem) -> problem).join();
  }

  private void answered(long begun, @org.jspecify.annotations.Nullable Throwable problem) {
    if (problem != null) {
      failure.compareAndSet(null, problem);
      stopped = true;
    } else if (measuring) {
      long now = System.nanoTime();
      latencies.recordValue(now - begun);
      longestSilence.accumulate(now - lastAnswer.getAndSet(now));
    }
  }
}
