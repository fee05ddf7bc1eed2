package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.WatchRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Conditional puts and deletes, and repeatable ones. */
final class PreconditionCases {

  @Case(
      number = "49",
      tags = Tag.P,
      contract = "R6.1",
      rule =
          "A Put that demands absence succeeds on an absent key; a second one is refused with"
              + " PRECONDITION_FAILED and the key's current_mod_revision.")
  void put_onlyIfAbsent(Trial trial) {
    Bytes key = trial.key("a");
    PutRequest create = PutRequest.of(key, trial.value()).onlyIf(Precondition.absent());
    long revision = trial.store().put(create).modRevision().orElse(0);
    requireRefused(trial, create, revision);
    Expect.equal("the entry's mod_revision", revision, trial.entry(key).modRevision());
    PutRequest present = PutRequest.of(trial.key("b"), trial.value());
    requireRefused(trial, present.onlyIf(Precondition.present()), 0);
    trial.store().put(PutRequest.of(key, trial.value()).onlyIf(Precondition.present()));
    Expect.equal("version", 2L, trial.entry(key).version());
  }

  @Case(
      number = "50",
      tags = Tag.P,
      contract = {"R6.1", "R6.2"},
      rule =
          "A Put that demands a mod_revision succeeds where it matches; a stale one fails and"
              + " changes nothing; on an absent key it fails.")
  void put_onlyIfModRevision(Trial trial) {
    Bytes key = trial.key("a");
    PutRequest put = PutRequest.of(key, trial.value());
    requireRefused(trial, put.onlyIf(Precondition.modRevision(1)), 0);
    Expect.equal("the entry", Optional.empty(), trial.get(key));
    long first = trial.put(key, trial.value());
    long second =
        trial.store().put(put.onlyIf(Precondition.modRevision(first))).modRevision().orElse(0);
    KeyValue before = trial.entry(key);
    requireRefused(trial, put.onlyIf(Precondition.modRevision(first)), second);
    requireRefused(trial, put.onlyIf(Precondition.modRevision(second + 1)), second);
    Expect.equal("the entry", before, trial.entry(key));
  }

  @Case(
      number = "51",
      tags = Tag.P,
      contract = "R6.1",
      rule = "When 32 clients race to create one key, exactly one succeeds.")
  void put_raceToCreate(Trial trial) {
    int rounds = trial.size(5, 20, 200);
    for (int round = 0; round < rounds; round++) {
      Bytes key = trial.key("k" + round);
      AtomicInteger winners = new AtomicInteger();
      trial.clients(
          32,
          (client, random) -> {
            PutRequest put = PutRequest.of(key, Bytes.utf8("client " + client));
            if (succeeds(trial, put.onlyIf(Precondition.absent()))) {
              winners.incrementAndGet();
            }
          });
      Expect.equal("the number of clients that created " + key, 1, winners.get());
      Expect.equal("version", 1L, trial.entry(key).version());
    }
    trial.checkHistory();
  }

  @Case(
      number = "52",
      tags = Tag.P,
      contract = {"R6.1", "R2.4"},
      rule =
          "When 16 clients add to a counter 50 times each by compare-and-set, it ends at 800, its"
              + " version matches, and no update is lost.")
  void put_compareAndSetCounter(Trial trial) {
    Bytes key = trial.key("counter");
    int each = trial.size(6, 50, 500);
    trial.put(key, Bytes.utf8("0"));
    AtomicInteger refused = new AtomicInteger();
    trial.clients(
        16,
        (client, random) -> {
          long outdated = 0;
          for (int done = 0; done < each; ) {
            KeyValue entry = trial.entry(key);
            Expect.that(
                entry.modRevision() > outdated,
                "a read after a refusal finds what refused it, above revision " + outdated,
                entry);
            long next = Long.parseLong(entry.value().toUtf8()) + 1;
            PutRequest put = PutRequest.of(key, Bytes.utf8(Long.toString(next)));
            if (succeeds(trial, put.onlyIf(Precondition.modRevision(entry.modRevision())))) {
              done++;
            } else {
              outdated = entry.modRevision();
              refused.incrementAndGet();
            }
          }
        });
    trial.note(refused.get() + " of " + (refused.get() + 16 * each) + " attempts were refused");
    KeyValue entry = trial.entry(key);
    Expect.equal("the counter", Integer.toString(16 * each), entry.value().toUtf8());
    Expect.equal("version", 16L * each + 1, entry.version());
    trial.checkHistory();
  }

  @Case(
      number = "53",
      tags = Tag.P,
      contract = "R6.2",
      rule =
          "A key that was deleted and created again with the same value is another: its old"
              + " mod_revision no longer matches.")
  void put_afterDeleteAndCreate(Trial trial) {
    Bytes key = trial.key("a");
    Bytes value = trial.value();
    long old = trial.put(key, value);
    trial.store().delete(DeleteRequest.of(key));
    long current = trial.put(key, value);
    requireRefused(
        trial, PutRequest.of(key, trial.value()).onlyIf(Precondition.modRevision(old)), current);
    Expect.equal("the value", value, trial.entry(key).value());
  }

  @Case(
      number = "54",
      tags = Tag.P,
      contract = {"R6.1", "R6.3"},
      rule =
          "A conditional Delete applies only where the condition holds; on a prefix it is refused"
              + " with INVALID_ARGUMENT BAD_RANGE.")
  void delete_conditional(Trial trial) {
    Bytes key = trial.key("a");
    DeleteRequest delete = DeleteRequest.of(key);
    requireRefused(trial, delete.onlyIf(Precondition.present()), 0);
    Expect.equal(
        "deleted, of an absent key that is demanded absent",
        0L,
        trial.store().delete(delete.onlyIf(Precondition.absent())).deleted());
    long first = trial.put(key, trial.value());
    long second = trial.put(key, trial.value());
    requireRefused(trial, delete.onlyIf(Precondition.modRevision(first)), second);
    requireRefused(trial, delete.onlyIf(Precondition.absent()), second);
    Expect.equal("mod_revision", second, trial.entry(key).modRevision());
    for (Precondition condition :
        List.of(Precondition.absent(), Precondition.present(), Precondition.modRevision(second))) {
      Expect.refused(
          "a conditional Delete of a prefix",
          () -> trial.store().delete(DeleteRequest.of(trial.all()).onlyIf(condition)),
          ErrorReason.BAD_RANGE);
    }
    Expect.equal(
        "deleted",
        1L,
        trial.store().delete(delete.onlyIf(Precondition.modRevision(second))).deleted());
    Expect.equal("the entry", Optional.empty(), trial.get(key));
  }

  @Case(
      number = "55",
      tags = Tag.P,
      contract = "R6.4",
      needs = Capability.IDEMPOTENCY,
      rule =
          "A request_id that is repeated with the same content is answered alike and makes one"
              + " event; with other content it is refused with BAD_REQUEST_ID.")
  void requestId_repeated(Trial trial) {
    long start = trial.revision();
    PutRequest put = PutRequest.of(trial.key("a"), trial.value()).named(RequestId.random());
    long revision = trial.store().put(put).modRevision().orElse(0);
    trial.put(trial.key("b"), trial.value());
    Expect.equal(
        "mod_revision of the repeat", revision, trial.store().put(put).modRevision().orElse(0));
    Expect.equal("version", 1L, trial.entry(trial.key("a")).version());
    PutRequest other =
        PutRequest.of(trial.key("a"), trial.value()).named(put.requestId().orElseThrow());
    Expect.refused(
        "the same request_id with another value",
        () -> trial.store().put(other),
        ErrorReason.BAD_REQUEST_ID);
    DeleteRequest delete = DeleteRequest.of(trial.key("a")).named(RequestId.random());
    Expect.equal("deleted", 1L, trial.store().delete(delete).deleted());
    long last = trial.put(trial.key("a"), trial.value());
    Expect.equal("deleted, of the repeat", 1L, trial.store().delete(delete).deleted());
    Expect.equal("mod_revision", last, trial.entry(trial.key("a")).modRevision());
    DeleteRequest shared = DeleteRequest.of(trial.key("b")).named(delete.requestId().orElseThrow());
    Expect.refused(
        "the same request_id for another key",
        () -> trial.store().delete(shared),
        ErrorReason.BAD_REQUEST_ID);
    if (trial.has(Capability.WATCH)) {
      Watcher watcher = trial.watch(WatchRequest.after(start, trial.all())).through(last);
      Expect.equal("the number of events", 4, watcher.events().size());
    }
  }

  private static void requireRefused(Trial trial, PutRequest put, long current) {
    requireCurrent(
        current,
        Expect.refused(
            "a Put whose condition does not hold",
            () -> trial.store().put(put),
            ErrorReason.PRECONDITION_FAILED));
  }

  private static void requireRefused(Trial trial, DeleteRequest delete, long current) {
    requireCurrent(
        current,
        Expect.refused(
            "a Delete whose condition does not hold",
            () -> trial.store().delete(delete),
            ErrorReason.PRECONDITION_FAILED));
  }

  private static void requireCurrent(long current, StoreException refusal) {
    Expect.metadatum("current_mod_revision", Long.toString(current), refusal);
  }

  private static boolean succeeds(Trial trial, PutRequest put) {
    try {
      trial.store().put(put);
      return true;
    } catch (StoreException e) {
      Expect.refused("a Put that lost a race", e, List.of(ErrorReason.PRECONDITION_FAILED));
      return false;
    }
  }
}
