package dev.holdfast.conformance;

import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.conformance.cases.Cases;
import dev.holdfast.conformance.history.HistoryJson;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.engine.Threads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the cases on the stores of a fixture, and keeps what they came to.
 *
 * <p>Cases that need no store of their own share one, and leave it as they found it. For one thread
 * at a time.
 */
public final class Suite implements AutoCloseable {

  private final StoreFixture fixture;
  private final Settings settings;
  private final SplittableRandom seeds = new SplittableRandom();
  private final SortedMap<CaseNumber, CaseResult> results = new TreeMap<>();
  private Optional<Store> shared = Optional.empty();

  /**
   * Makes a run.
   *
   * @param fixture opens the stores
   * @param settings how the run goes
   */
  public Suite(StoreFixture fixture, Settings settings) {
    this.fixture = fixture;
    this.settings = settings;
  }

  /** Returns the cases that are to be run and that this front can run, by number. */
  public List<ConformanceCase> cases() {
    return Cases.all().stream()
        .filter(one -> settings.includes(one.number()))
        .filter(one -> offers(one.facility()))
        .toList();
  }

  private boolean offers(Facility facility) {
    return fixture.facilities().contains(facility);
  }

  /**
   * Runs one case.
   *
   * @param one the case
   * @return what it came to; a failure is a result and no exception
   * @throws BackendFailure if the database beneath the store could not be stopped or started
   */
  public CaseResult run(ConformanceCase one) {
    CaseResult result = judged(one);
    results.put(one.number(), result);
    return result;
  }

  private CaseResult judged(ConformanceCase one) {
    long seed = settings.seed().orElseGet(() -> seeds.nextLong() >>> 16);
    long begun = System.nanoTime();
    try (Bench bench = new Bench(fixture, settings, seed)) {
      Optional<String> failure;
      try {
        StoreInfo info = info();
        Optional<Capability> missing =
            one.needs().stream().filter(capability -> !info.has(capability)).findFirst();
        if (missing.isPresent()) {
          return CaseResult.without(
              one.number(), Result.SKIPPED, "the store does not declare " + missing.get());
        }
        failure = attempt(one, bench, seed);
      } catch (NotOffered e) {
        return CaseResult.without(one.number(), Result.NOT_APPLICABLE, e.reason());
      } catch (StoreException e) {
        failure = Optional.of("no store could be opened: " + e.getMessage());
      }
      return new CaseResult(
          one.number(),
          failure.isEmpty() ? Result.PASSED : Result.FAILED,
          failure,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
          bench.operations(),
          seed,
          bench.notes());
    }
  }

  private StoreInfo info() {
    return BlockingStore.await(shared().info());
  }

  private Store shared() {
    Store store = shared.orElseGet(fixture::openShared);
    shared = Optional.of(store);
    return store;
  }

  private Optional<String> attempt(ConformanceCase one, Bench bench, long seed) {
    Trial trial =
        one.isExclusive()
            ? new Trial(bench, bench.open(Map.of()), Bytes.empty())
            : new Trial(bench, shared(), Bytes.utf8("case-" + one.number() + "-" + seed + "/"));
    Optional<Throwable> failure = runWithin(one, trial, bench.backend());
    if (failure.isPresent() && failure.get() instanceof BackendFailure problem) {
      throw problem;
    }
    bench.backend().end();
    if (failure.isPresent() && failure.get() instanceof NotOffered none) {
      throw none;
    }
    Optional<String> message = failure.map(cause -> describe(one, bench, seed, cause));
    saveHistories(one, bench, failure.isPresent()).ifPresent(bench::note);
    if (!one.isExclusive()) {
      Sweep.of(shared(), trial.prefix(), trial.info()).ifPresent(bench::note);
    }
    return message;
  }

  private Optional<Throwable> runWithin(ConformanceCase one, Trial trial, CaseBackend backend) {
    FutureTask<Void> task = new FutureTask<>(Load.task(() -> one.run(trial)));
    Thread thread = Threads.named("conformance-case-" + one.number()).newThread(task);
    thread.start();
    try {
      await(task, backend);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      Failure late = new Failure("the case did not end within " + settings.caseLimit());
      late.setStackTrace(thread.getStackTrace());
      thread.interrupt();
      return Optional.of(late);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return Optional.of(e);
    }
  }

  /** Waits for a case; the time in which the database is stopped and started is not the case's. */
  private void await(FutureTask<Void> task, CaseBackend backend)
      throws ExecutionException, InterruptedException, TimeoutException {
    long begun = System.nanoTime();
    long limit = settings.caseLimit().toNanos();
    long left = limit;
    while (true) {
      try {
        task.get(left, TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        left = limit + backend.nanos() - (System.nanoTime() - begun);
        if (left <= 0) {
          throw e;
        }
      }
    }
  }

  private static String describe(ConformanceCase one, Bench bench, long seed, Throwable cause) {
    StringBuilder text = new StringBuilder();
    text.append("case ").append(one.name()).append('\n');
    text.append("  rule:     ").append(one.rule()).append("\n  ");
    for (String number : one.contract()) {
      text.append(String.format("%-9s ", number + ":"))
          .append(Contract.rule(number))
          .append("\n  ");
    }
    if (cause instanceof Failure) {
      text.append(cause.getMessage());
    } else if (cause instanceof StoreException refusal
        && refusal.reason() != ErrorReason.INVARIANT) {
      text.append("expected: the last call succeeds\n  came:     ")
          .append(refusal.reason().status())
          .append(' ')
          .append(refusal.getMessage());
    } else {
      text.append("the case or the store failed: ").append(cause);
    }
    text.append("\n  where:    ").append(where(cause));
    text.append("\n  the last calls of the case:\n").append(bench.lastCalls());
    String number = one.number().toString();
    text.append("\n  repeat it with --case ").append(number).append(" --seed ").append(seed);
    text.append(", under Maven with -D").append(Settings.CASE).append('=').append(number);
    return text.append(" -D").append(Settings.SEED).append('=').append(seed).toString();
  }

  private static String where(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      for (StackTraceElement frame : at.getStackTrace()) {
        if (frame.getClassName().startsWith(Cases.class.getPackageName())) {
          return frame.getFileName() + ":" + frame.getLineNumber();
        }
      }
    }
    return "unknown";
  }

  private Optional<String> saveHistories(ConformanceCase one, Bench bench, boolean failed) {
    boolean wanted =
        switch (settings.histories()) {
          case NONE -> false;
          case FAILED -> failed;
          case ALL -> true;
        };
    if (!wanted || settings.folder().isEmpty()) {
      return Optional.empty();
    }
    Path folder =
        settings
            .folder()
            .get()
            .resolve("histories")
            .resolve(fixture.backend() + "-" + fixture.front());
    List<String> files = new ArrayList<>();
    for (Trial trial : bench.trials()) {
      Path file = folder.resolve("case-" + one.number() + "-" + files.size() + ".json");
      try {
        HistoryJson.write(trial.history(), file);
        files.add(file.toString());
      } catch (IOException e) {
        return Optional.of("the history was not saved: " + e);
      }
    }
    return Optional.of("history: " + String.join(", ", files));
  }

  /**
   * Returns what the run came to, with a row for every case that was run or that this front cannot
   * run.
   */
  public Report report() {
    SortedMap<CaseNumber, CaseResult> rows = new TreeMap<>(results);
    for (ConformanceCase one : Cases.all()) {
      if (!offers(one.facility())) {
        rows.put(
            one.number(),
            CaseResult.without(one.number(), one.facility().without(), one.facility().reason()));
      }
    }
    String level = Level.of(info(), Specification.cases(), rows.values());
    return new Report(
        fixture.backend(), fixture.front(), settings.size(), level, List.copyOf(rows.values()));
  }

  /** Closes the stores that the run opened, and leaves the fixture open. */
  public void closeStores() {
    shared.ifPresent(Store::close);
    shared = Optional.empty();
  }

  @Override
  public void close() {
    closeStores();
    fixture.close();
  }
}
