package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchRequest.Start;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Watches that start at a revision. */
final class WatchResumeCases {

  @Case(
      number = "97",
      tags = {Tag.W, Tag.X},
      contract = "R9.8",
      rule =
          "after_revision is exclusive: from r come r+1 and what follows; from 0, where nothing is"
              + " compacted, the whole history comes, and equals the replay.")
  void watch_fromRevision(Trial trial) {
    randomWrites(trial, trial.size(100, 400, 4_000));
    long last = trial.put(trial.key("last"), trial.value());
    Watcher whole = trial.watch(WatchRequest.after(0, KeyRange.all())).through(last);
    List<Long> revisions = whole.revisions();
    for (int cut : List.of(0, 1, revisions.size() / 2, revisions.size() - 2)) {
      Watcher rest = trial.watch(WatchRequest.after(revisions.get(cut), KeyRange.all()));
      Expect.equal(
          "the first revision after " + revisions.get(cut),
          revisions.get(cut + 1),
          rest.through(last).revisions().get(0));
    }
    Watcher none = trial.watch(WatchRequest.after(last, KeyRange.all()));
    long next = trial.put(trial.key("last"), trial.value());
    Expect.equal("the revisions after the last", List.of(next), none.through(next).revisions());
    trial.checkHistory();
  }

  private static void randomWrites(Trial trial, int count) {
    RandomGenerator random = trial.random();
    for (int i = 0; i < count; i++) {
      Bytes key = trial.key("k" + random.nextInt(20));
      switch (random.nextInt(8)) {
        case 0 -> trial.store().delete(DeleteRequest.of(key));
        case 1 -> trial.store().delete(DeleteRequest.of(KeyRange.prefix(key)));
        default -> trial.put(key, trial.value());
      }
    }
  }

  @Case(
      number = "98",
      tags = Tag.W,
      contract = {"R9.8", "R9.4"},
      rule =
          "From every cut point of a history of 1,000 events a watch delivers the identical"
              + " suffix.")
  void watch_fromEveryCut(Trial trial) {
    long start = trial.revision();
    // Every event is kept once for each cut before it.
    int events = trial.size(150, 1_000, 1_500);
    for (int i = 0; i < events; i++) {
      Bytes key = trial.key("k" + i % 37);
      if (i % 11 == 10) {
        trial.put(key, trial.value());
        trial.store().delete(DeleteRequest.of(key));
      } else {
        trial.put(key, trial.value());
      }
    }
    long last = trial.put(trial.key("last"), trial.value());
    List<Batch> whole = trial.watch(WatchRequest.after(start, trial.all())).through(last).batches();
    for (int cut = 0; cut < whole.size() - 1; cut++) {
      long from = whole.get(cut).revision();
      try (Watcher rest = trial.watch(WatchRequest.after(from, trial.all()))) {
        List<Batch> suffix = whole.subList(cut + 1, whole.size());
        List<Batch> told = rest.through(last).batches();
        Expect.that(
            told.equals(suffix),
            "after revision " + from + " come " + suffix.size() + " batches as in the whole",
            told.size() + " batches, the first of revision " + told.get(0).revision());
      }
    }
    trial.note(whole.size() + " batches, resumed after each");
  }

  @Case(
      number = "99",
      tags = Tag.W,
      contract = {"R9.8", "R9.5", "R9.4"},
      rule =
          "200 watches that resume at a past revision while 16 writers go on, and so pass from"
              + " history to live, have no gap and no duplicate.")
  void watch_handOver(Trial trial) {
    int watches = trial.size(20, 200, 2_000);
    AtomicLong latest = new AtomicLong(trial.put(trial.key("first"), trial.value()));
    long start = latest.get();
    try (Load load =
        trial.load(
            16,
            Duration.ofMillis(trial.size(1, 3, 3)),
            (client, random) -> {
              Bytes key = trial.key(client + "/" + random.nextInt(5));
              long revision = trial.put(key, trial.value());
              latest.accumulateAndGet(revision, Math::max);
            })) {
      for (int i = 0; i < watches; i++) {
        long head = latest.get();
        long from = start + trial.random().nextLong(Math.min(head - start + 1, 2_000));
        long back = head - trial.random().nextLong(Math.min(head - start + 1, 200));
        try (Watcher watcher =
            trial.watch(WatchRequest.after(i % 4 == 0 ? from : back, trial.all()))) {
          watcher.through(head);
          // Some steps further it is live for certain.
          long steps = load.steps() + 20;
          trial.until("writers go on", trial.patience(), () -> load.steps() >= steps);
          watcher.through(latest.get());
        }
      }
    }
    trial.checkHistory();
  }

  @Case(
      number = "103",
      tags = Tag.W,
      contract = {"R2.6", "R2.7", "R9.13", "R9.14"},
      rule =
          "after_revision in the future is refused with FUTURE_REVISION; a foreign history_id, or"
              + " an after_fingerprint that is not the revision's, with HISTORY_CHANGED; the own"
              + " ones are accepted. No range at all is refused with BAD_RANGE.")
  void watch_ofAnotherHistory(Trial trial) {
    PutResult first = trial.store().put(trial.key("a"), trial.value());
    long revision = first.modRevision().orElse(0);
    long last = trial.put(trial.key("a"), trial.value());
    WatchRequest request = WatchRequest.after(revision, trial.all());
    refused(
        trial, WatchRequest.after(last + 1_000_000_000L, trial.all()), ErrorReason.FUTURE_REVISION);
    refused(trial, request.inHistory("another-history"), ErrorReason.HISTORY_CHANGED);
    refused(
        trial,
        WatchRequest.now(trial.all()).inHistory("another-history"),
        ErrorReason.HISTORY_CHANGED);
    refused(trial, WatchRequest.now(), ErrorReason.BAD_RANGE);
    refused(trial, WatchRequest.now(KeyRange.key(Bytes.empty())), ErrorReason.KEY_EMPTY);
    Watcher own = trial.watch(request.inHistory(first.header().historyId())).through(last);
    Batch batch = own.batches().get(0);
    long next = trial.put(trial.key("a"), trial.value());
    Expect.that(!batch.fingerprint().isEmpty(), "a batch tells its fingerprint", batch);
    Watcher resumed =
        trial
            .watch(request.from(new Start.After(last, Optional.of(batch.fingerprint()))))
            .through(next);
    Expect.equal("the revisions after the resume", List.of(next), resumed.revisions());
    refused(
        trial,
        request.from(new Start.After(last, Optional.of(Bytes.utf8("not the fingerprint")))),
        ErrorReason.HISTORY_CHANGED);
  }

  private static void refused(Trial trial, WatchRequest request, ErrorReason reason) {
    Expect.refused("a watch", trial.watch(request).failure(), List.of(reason));
  }
}
