package dev.holdfast.conformance;

import dev.holdfast.conformance.history.Call;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.engine.Threads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** What one run of a case uses, and gives back at its end: threads, stores, watches, randomness. */
final class Bench implements AutoCloseable {

  private static final int LAST_CALLS = 6;

  /** The options that every store knows, and so refuses when they are malformed. */
  private static final Set<String> STANDARD =
      Set.of(
          StoreOptions.HISTORY_RETENTION_MS, StoreOptions.MIN_LEASE_MS, StoreOptions.MAX_LEASE_MS);

  private final StoreFixture fixture;
  private final CaseBackend backend;
  private final Settings settings;
  private final SplittableRandom seeds;
  private final RandomGenerator random;
  private final ExecutorService pool =
      Executors.newCachedThreadPool(Threads.named("conformance-client"));
  private final List<Trial> trials = new ArrayList<>();
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final List<String> notes = new ArrayList<>();

  Bench(StoreFixture fixture, Settings settings, long seed) {
    this.backend = new CaseBackend(fixture::backendControl);
    this.fixture =
        fixture.facilities().contains(Facility.BACKEND)
            ? StoreFixtures.withBackend(fixture, backend)
            : fixture;
    this.settings = settings;
    this.seeds = new SplittableRandom(seed);
    this.random = seeds.split();
  }

  StoreFixture fixture() {
    return fixture;
  }

  /** Returns what stops and starts the database while the case lasts. */
  CaseBackend backend() {
    return backend;
  }

  Settings settings() {
    return settings;
  }

  RandomGenerator random() {
    return random;
  }

  ExecutorService pool() {
    return pool;
  }

  synchronized void add(Trial trial) {
    trials.add(trial);
  }

  Store openAt(StorePlace place) {
    Store store = place.open(StoreOptions.none());
    closeLater(store);
    return store;
  }

  Store open(Map<String, String> options) {
    Set<String> required =
        options.keySet().stream().filter(STANDARD::contains).collect(Collectors.toSet());
    Store store = fixture.open(StoreOptions.of(options, required));
    closeLater(store);
    return store;
  }

  synchronized void closeLater(AutoCloseable resource) {
    closing.push(resource);
  }

  synchronized void note(String text) {
    notes.add(text);
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  /** Returns the stores that the case used, with what was recorded of them. */
  synchronized List<Trial> trials() {
    return List.copyOf(trials);
  }

  int operations() {
    return trials().stream().mapToInt(Trial::operations).sum();
  }

  /** Returns the last calls of the case, for people. */
  String lastCalls() {
    List<String> lines = new ArrayList<>();
    for (Trial trial : trials()) {
      for (Call call : trial.lastCalls(LAST_CALLS)) {
        lines.add("    " + Describe.call(call));
      }
    }
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_CALLS), lines.size()));
  }

  void clients(int count, Client client) {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      RandomGenerator own = split();
      futures.add(
          pool.submit(
              Load.task(
                  () -> {
                    start.await();
                    client.run(number, own);
                  })));
    }
    start.countDown();
    Load.join(futures, settings.caseLimit().toNanos());
  }

  Load load(int count, Duration pause, Client step) {
    Load load = new Load(settings.caseLimit().toNanos());
    for (int i = 0; i < count; i++) {
      int number = i;
      RandomGenerator own = split();
      load.add(
          pool.submit(
              Load.task(
                  () -> {
                    while (!load.isStopped() && !Thread.currentThread().isInterrupted()) {
                      step.run(number, own);
                      load.stepped();
                      LockSupport.parkNanos(pause.toNanos());
                    }
                  })));
    }
    return load;
  }

  private synchronized RandomGenerator split() {
    return seeds.split();
  }

  /** Makes calls without waiting for one before making the next, as far as a window allows. */
  static <T> List<T> pipeline(int window, int count, IntFunction<CompletableFuture<T>> call) {
    List<CompletableFuture<T>> calls = new ArrayList<>(count);
    List<T> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (i >= window) {
        answers.add(BlockingStore.await(calls.get(i - window)));
      }
      calls.add(call.apply(i));
    }
    calls
        .subList(answers.size(), count)
        .forEach(outstanding -> answers.add(BlockingStore.await(outstanding)));
    return answers;
  }

  void until(String what, Duration within, BooleanSupplier condition) {
    long deadline = System.nanoTime() + within.toNanos();
    while (!condition.getAsBoolean()) {
      Expect.that(
          System.nanoTime() < deadline,
          what + " within " + within.toMillis() + " ms",
          "it did not come about");
      pass(Duration.ofMillis(2));
    }
  }

  void pass(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while letting time pass", e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    List<AutoCloseable> resources;
    synchronized (this) {
      resources = List.copyOf(closing);
      closing.clear();
    }
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        note("closing failed: " + e);
      }
    }
  }
}
