package dev.holdfast.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/** Callers of an API that blocks: threads, each of which makes one call after the other. */
final class Callers implements AutoCloseable {

  private final int number;
  private final ExecutorService threads;

  Callers(int number) {
    this.number = number;
    this.threads = Executors.newFixedThreadPool(number);
  }

  /** What one window counts. */
  private static final class Window {
    private volatile boolean measuring;
    private volatile boolean stopped;
  }

  /** Makes calls for some time, after some that does not count, and returns how many a second. */
  double perSecond(Duration warmUp, Duration measured, LongConsumer call)
      throws InterruptedException {
    Window window = new Window();
    List<Future<Long>> counts = new ArrayList<>();
    for (int caller = 0; caller < number; caller++) {
      int first = caller;
      counts.add(threads.submit(() -> count(window, first, call)));
    }
    TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
    long start = System.nanoTime();
    window.measuring = true;
    TimeUnit.NANOSECONDS.sleep(measured.toNanos());
    window.measuring = false;
    long nanos = System.nanoTime() - start;
    window.stopped = true;
    long sum = 0;
    for (Future<Long> count : counts) {
      sum += result(count);
    }
    return sum * 1e9 / nanos;
  }

  private long count(Window window, int first, LongConsumer call) {
    long answered = 0;
    for (long next = first; !window.stopped; next += number) {
      call.accept(next);
      if (window.measuring) {
        answered++;
      }
    }
    return answered;
  }

  /** Makes the calls of some numbers, each once, and returns how many a second. */
  double each(int from, int to, IntConsumer call) throws InterruptedException {
    AtomicInteger next = new AtomicInteger(from);
    Callable<Integer> caller =
        () -> {
          int calls = 0;
          for (int i = next.getAndIncrement(); i < to; i = next.getAndIncrement()) {
            call.accept(i);
            calls++;
          }
          return calls;
        };
    List<Callable<Integer>> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      all.add(caller);
    }
    long start = System.nanoTime();
    for (Future<Integer> calls : threads.invokeAll(all)) {
      int unused = result(calls);
    }
    return (to - from) * 1e9 / (System.nanoTime() - start);
  }

  private static <T> T result(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call of the load failed", e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
