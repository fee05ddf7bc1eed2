package dev.holdfast.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that go on until they are stopped; closing stops them and tells of their failures. */
public final class Load implements AutoCloseable {

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong steps = new AtomicLong();
  private final List<Future<?>> clients = new ArrayList<>();
  private final long patienceNanos;

  Load(long patienceNanos) {
    this.patienceNanos = patienceNanos;
  }

  void add(Future<?> client) {
    clients.add(client);
  }

  boolean isStopped() {
    return stopped.get();
  }

  void stepped() {
    steps.incrementAndGet();
  }

  /** Returns how many steps the clients have made together. */
  public long steps() {
    return steps.get();
  }

  /** Stops the clients, waits for them, and throws what the first of them failed with. */
  @Override
  public void close() {
    stopped.set(true);
    join(clients, patienceNanos);
  }

  /**
   * Waits for clients, and throws what the first of them failed with.
   *
   * @param clients the clients
   * @param nanos longest wait for all
   */
  static void join(List<Future<?>> clients, long nanos) {
    long deadline = System.nanoTime() + nanos;
    List<Throwable> failures = new ArrayList<>();
    for (Future<?> client : clients) {
      try {
        client.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        failures.add(e.getCause() == null ? e : e.getCause());
      } catch (TimeoutException e) {
        failures.add(new Failure("a client did not come to its end in time", e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(new Failure("interrupted while waiting for clients", e));
      }
    }
    if (!failures.isEmpty()) {
      rethrow(failures.get(0));
    }
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    throw new Failure("a client failed: " + failure, failure);
  }

  /** Wraps what may throw anything. */
  static Callable<Void> task(ThrowingRunnable body) {
    return () -> {
      body.run();
      return null;
    };
  }

  /** What a client does. */
  interface ThrowingRunnable {
    void run() throws Exception;
  }
}
