package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.LaunchedPlugin;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Writes that are held up beyond their deadlines. */
final class HeldUpCases {

  private static final Duration DEADLINE = Duration.ofMillis(500);
  private static final Duration LATEST = Duration.ofSeconds(1);
  private static final int LARGE = 60_000;

  @Case(
      number = "111",
      tags = Tag.C,
      contract = "R8.10",
      facility = Facility.LAUNCH,
      rule =
          "A write that is held up beyond its deadline is answered within a second of it, as"
              + " unknown; later it is there wholly, or not at all.")
  void write_heldUpBeyondItsDeadline(Trial trial) {
    LaunchedPlugin plugin =
        trial.closeLater(trial.fixture().newLaunchPlace().serve(StoreOptions.none()));
    AtomicReference<Store> store = new AtomicReference<>(plugin.store());
    Trial run = trial.over(new ForwardingStore(store::get) {});
    Bytes before = run.value();
    run.put(run.key("old"), before);
    Header start = run.store().get(GetRequest.of(run.key("none"))).header();
    Bytes large = run.noise(Math.min(LARGE, run.limits().maxValueBytes()));
    plugin.pause();
    try {
      store.set(plugin.storeWithin(DEADLINE));
      heldUp(trial, run, large);
    } finally {
      store.set(plugin.store());
      plugin.goOn();
    }
    run.put(run.key("after"), run.value());
    wholly(run, before, large);
    if (run.has(Capability.WATCH)) {
      run.scan(run.all());
      var unused =
          run.watch(WatchRequest.after(start.revision(), run.all())).through(run.revision());
      run.checkHistory(); // in which what was unknown is there once at most
    }
  }

  /** Makes writes, all at once, that nobody takes. */
  private static void heldUp(Trial trial, Trial run, Bytes large) {
    CompletableFuture<Long> alarm = alarm();
    List<Write> writes = new ArrayList<>();
    writes.add(Write.of("a Put", run.async().put(PutRequest.of(run.key("new"), large))));
    writes.add(Write.of("an overwrite", run.async().put(PutRequest.of(run.key("old"), large))));
    if (run.has(Capability.TRANSACTIONS)) {
      List<Mutation> both =
          List.of(
              Mutation.put(run.key("pair/left"), large),
              Mutation.put(run.key("pair/right"), large));
      CommitRequest request = CommitRequest.oneShot(TxnId.random(), List.of(), both);
      writes.add(Write.of("a one-shot Commit", run.async().commit(request)));
    }
    long latest = writes.stream().mapToLong(Write::unknownAt).max().orElseThrow();
    // A machine that is late with this answer is late with an alarm as well.
    long late = TimeUnit.NANOSECONDS.toMillis(latest - alarm.join());
    trial.note("answered " + late + " ms after a deadline of " + DEADLINE.toMillis() + " ms");
    Expect.that(
        late <= LATEST.toMillis(),
        "an answer within " + LATEST.toMillis() + " ms of the deadline",
        "it came " + late + " ms after it");
  }

  /** Returns the time at which the deadline of what begins now has passed. */
  private static CompletableFuture<Long> alarm() {
    return CompletableFuture.supplyAsync(
        System::nanoTime,
        CompletableFuture.delayedExecutor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * A write that is under way.
   *
   * @param what its verb
   * @param answer its answer
   * @param answeredAt when that came
   */
  private record Write(
      String what, CompletableFuture<?> answer, CompletableFuture<Long> answeredAt) {

    static Write of(String what, CompletableFuture<?> answer) {
      return new Write(what, answer, answer.handle((done, failure) -> System.nanoTime()));
    }

    /** Waits for the answer, which must be a refusal as unknown, and returns when it came. */
    long unknownAt() {
      long at = answeredAt.join();
      Expect.refused(
          what + " to a plugin that stands still",
          () -> BlockingStore.await(answer),
          ErrorReason.DEADLINE_EXCEEDED,
          ErrorReason.OUTCOME_UNKNOWN);
      return at;
    }
  }

  private static void wholly(Trial run, Bytes before, Bytes large) {
    run.get(run.key("new"))
        .ifPresent(entry -> Expect.equal("the value of the Put", large, entry.value()));
    Bytes now = run.entry(run.key("old")).value();
    Expect.that(
        now.equals(before) || now.equals(large),
        "the overwritten value is the one before, or the one of the Put",
        now);
    List<KeyValue> pair = run.store().get(GetRequest.of(run.under("pair/")).keysOnly()).entries();
    Expect.that(pair.size() != 1, "both keys of the Commit are there, or none", pair);
  }
}
