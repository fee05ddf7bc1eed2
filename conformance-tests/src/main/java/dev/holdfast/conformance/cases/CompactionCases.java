package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.StorePlace;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What happens when history is cut beneath watches and transactions. */
final class CompactionCases {

  private static final Duration RETENTION = Duration.ofMillis(300);

  /** How long it may take until history beyond the retention is really cut. */
  private static final Duration COMPACTED_WITHIN = Duration.ofSeconds(60);

  private static final Map<String, String> OPTIONS =
      Map.of(
          StoreOptions.HISTORY_RETENTION_MS,
          Long.toString(RETENTION.toMillis()),
          "history_retention_revisions",
          "20");

  private static Trial fresh(Trial outer) {
    return outer.fresh(OPTIONS);
  }

  /** Writes until a watch after a revision is refused with COMPACTED, and returns the refusal. */
  private static StoreException writeUntilCompacted(Trial trial, long revision) {
    long deadline = System.nanoTime() + COMPACTED_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      for (int i = 0; i < 10; i++) {
        trial.put(trial.key("k" + i % 5), trial.value());
        // The boundary goes by time: most likely it comes to lie before a pause, and so a delete.
        trial.pass(Duration.ofMillis(3));
        trial.store().delete(DeleteRequest.of(trial.key("k" + i % 5)));
      }
      Optional<StoreException> refusal = refusal(trial, revision);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    throw new Failure(
        "expected: with history_retention_ms="
            + RETENTION.toMillis()
            + " a watch after revision "
            + revision
            + " is refused with COMPACTED within "
            + COMPACTED_WITHIN.toSeconds()
            + " s\n  came:     it never was");
  }

  /** Returns why a watch after a revision is refused, if it is. */
  private static Optional<StoreException> refusal(Trial trial, long revision) {
    return refusal(trial, revision, trial.put(trial.key("mark"), trial.value()));
  }

  private static Optional<StoreException> refusal(Trial trial, long revision, long last) {
    try (Watcher watcher = trial.watch(WatchRequest.after(revision, KeyRange.all()))) {
      watcher.through(last);
      return Optional.empty();
    } catch (Failure e) {
      if (e.getCause() instanceof StoreException refusal) {
        Expect.refused(
            "a watch after a revision that is gone", refusal, List.of(ErrorReason.COMPACTED));
        return Optional.of(refusal);
      }
      throw e;
    }
  }

  @Case(
      number = "90",
      tags = {Tag.T, Tag.W, Tag.X},
      contract = "R7.14",
      rule =
          "While history is compacted, an open transaction reads its snapshot as it was, or is"
              + " refused with TXN_EXPIRED; it is never given wrong data.")
  void compaction_beneathTransaction(Trial outer) {
    Trial trial = fresh(outer);
    int keys = 20;
    for (int i = 0; i < keys; i++) {
      trial.put(trial.key("k" + i), Bytes.utf8("old"));
    }
    long start = trial.revision();
    try (Load load =
        trial.load(
            3,
            Duration.ofMillis(1),
            (client, random) -> {
              Bytes key = trial.key("k" + random.nextInt(keys));
              if (random.nextInt(3) == 0) {
                trial.store().delete(DeleteRequest.of(key));
              } else {
                trial.put(key, trial.value());
              }
            })) {
      long end = System.nanoTime() + RETENTION.multipliedBy(trial.size(3, 6, 30)).toNanos();
      int expired = 0;
      while (System.nanoTime() < end) {
        expired += readUntilExpired(trial);
      }
      trial.note(expired + " transactions lost their snapshot");
    }
    // A transaction that nobody holds on to must not keep history for ever.
    writeUntilCompacted(trial, start);
    trial.checkHistory();
  }

  /** Reads a snapshot several times, while it grows old; returns 1 if it was lost. */
  private static int readUntilExpired(Trial trial) {
    try (Transaction transaction = trial.store().open(BeginRequest.readOnly())) {
      List<KeyValue> first = transaction.getAll(trial.all());
      for (int i = 0; i < 10; i++) {
        trial.pass(Duration.ofMillis(10));
        List<KeyValue> again = transaction.getAll(trial.all());
        Expect.that(again.equals(first), "the snapshot stays as it was", "it has changed");
        Expect.equal("the count", (long) first.size(), transaction.count(trial.all()));
      }
      return 0;
    } catch (StoreException e) {
      Expect.refused("a read of an old snapshot", e, List.of(ErrorReason.TXN_EXPIRED));
      return 1;
    }
  }

  @Case(
      number = "104",
      tags = {Tag.W, Tag.X},
      contract = "R9.11",
      rule =
          "A watch after a revision that is compacted is refused with OUT_OF_RANGE COMPACTED and"
              + " compact_revision; from compact_revision itself it works, and delivers what"
              + " follows, a delete right behind the boundary too.")
  void watch_fromCompacted(Trial outer) {
    Trial trial = fresh(outer);
    long first = trial.put(trial.key("first"), trial.value());
    StoreException refusal = writeUntilCompacted(trial, first);
    boolean deleteAtBoundary = false;
    long deadline = System.nanoTime() + RETENTION.multipliedBy(6).toNanos();
    for (int round = 0; round < 3 || (!deleteAtBoundary && System.nanoTime() < deadline); round++) {
      long boundary = compactRevision(refusal);
      Expect.that(boundary >= first, "compact_revision is " + first + " or above", boundary);
      try (Watcher watcher = trial.watch(WatchRequest.after(boundary, KeyRange.all()))) {
        long mark = trial.put(trial.key("mark"), trial.value());
        watcher.through(mark);
        List<Event> events = watcher.events();
        deleteAtBoundary |= events.get(0) instanceof Event.Delete;
      } catch (Failure e) {
        // Compaction may have gone on since: then the new boundary is told, and tried next.
        StoreException again = movedOn(e, boundary);
        refusal = again;
        continue;
      }
      refusal = writeUntilCompacted(trial, boundary);
    }
    trial.note(
        "a delete right behind the boundary was " + (deleteAtBoundary ? "" : "not ") + "met");
    trial.checkHistory();
  }

  /** Part of case 119: who has cut nothing itself knows all the same what is gone. */
  static void compaction_knownToWhoComesAnew(Trial outer) {
    StorePlace place = outer.fixture().newPlace();
    StorePlace cutting =
        given -> place.open(StoreOptions.of(OPTIONS, Set.of(StoreOptions.HISTORY_RETENTION_MS)));
    for (int round = 0; round < outer.size(3, 4, 10); round++) {
      Trial first = outer.openedAt(cutting);
      long boundary = boundaryAtRest(first, round);
      first.close(); // it would go on to cut
      Trial other = outer.openedAt(cutting);
      Expect.that(
          refusal(other, boundary - 1, other.revision()).isPresent(),
          "where compact_revision is "
              + boundary
              + ", a store that is opened anew refuses a watch after "
              + (boundary - 1),
          "it told what follows");
      other.close();
    }
  }

  /**
   * Returns compact_revision where nothing has been written for longer than history is kept.
   *
   * @param more how many puts come last: whether a put lies at compact_revision, or a delete, goes
   *     by them
   */
  private static long boundaryAtRest(Trial trial, int more) {
    long start = trial.put(trial.key("start"), trial.value());
    writeUntilCompacted(trial, start);
    for (int i = 0; i < 20; i++) {
      trial.put(trial.key("k"), trial.value());
      trial.store().delete(DeleteRequest.of(trial.key("k")));
    }
    for (int i = 0; i < more; i++) {
      trial.put(trial.key("more"), trial.value());
    }
    trial.pass(RETENTION.multipliedBy(2));
    StoreException refusal =
        refusal(trial, start, trial.revision())
            .orElseThrow(
                () ->
                    new Failure("expected: what is gone stays gone\n  came:     a watch told it"));
    long boundary = compactRevision(refusal);
    Expect.that(boundary >= start, "compact_revision is " + start + " or above", boundary);
    return boundary;
  }

  private static StoreException movedOn(Failure failure, long boundary) {
    if (failure.getCause() instanceof StoreException refusal
        && refusal.reason() == ErrorReason.COMPACTED
        && compactRevision(refusal) > boundary) {
      return refusal;
    }
    throw failure;
  }

  private static long compactRevision(StoreException refusal) {
    return Long.parseLong(refusal.metadata().getOrDefault("compact_revision", "-1"));
  }

  @Case(
      number = "105",
      tags = {Tag.W, Tag.X},
      contract = "R9.12",
      rule =
          "A slow watcher beneath which history is compacted is told everything, or is refused with"
              + " COMPACTED; nothing is skipped in silence.")
  void compaction_beneathWatcher(Trial outer) throws InterruptedException {
    Trial trial = fresh(outer);
    long start = trial.put(trial.key("first"), trial.value());
    try (Watch slow = trial.async().watch(WatchRequest.after(start, KeyRange.all()))) {
      Expect.that(
          BlockingStore.await(slow.next()) instanceof WatchResponse.Created,
          "the first message is Created",
          "another");
      trial.pipeline(
          trial.size(500, 2_000, 20_000),
          i -> trial.async().put(PutRequest.of(trial.key("k" + i % 50), trial.value())));
      writeUntilCompacted(trial, start);
      long last = trial.put(trial.key("last"), trial.value());
      Drain.Outcome outcome = Drain.through(trial, slow, last);
      if (outcome.end().isPresent()) {
        Expect.refused(
            "the watch whose next revisions are gone",
            outcome.end().get(),
            List.of(ErrorReason.COMPACTED, ErrorReason.SLOW_CONSUMER));
      }
      trial.note(
          "the slow watcher was told everything up to "
              + outcome.told()
              + " of "
              + last
              + (outcome.end().isPresent() ? ", then refused" : ""));
    }
    trial.checkHistory();
  }
}
