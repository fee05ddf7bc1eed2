package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.CaseNumber;
import dev.holdfast.conformance.ConformanceCase;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.StorePlace;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.TxnId;
import java.util.List;

/** Several stores on one backend. */
final class SharingCases {

  private static final List<String> ON_BOTH =
      List.of("23", "52", "62", "63", "64", "65", "66", "67", "88", "94", "99");

  @Case(
      number = "119",
      tags = Tag.S,
      contract = {"R12.7", "R8.5", "R9.11"},
      facility = Facility.SHARE,
      rule =
          "Several processes on one backend form one store: what one has written, another reads at"
              + " once, transactions and watches keep their promises across them, and history that"
              + " one has cut is refused by all.")
  void stores_onOneBackend(Trial trial) throws Exception {
    readsSeeTheOthersWrites(trial.freshPair());
    unknownStaysUnknown(trial);
    CompactionCases.compaction_knownToWhoComesAnew(trial);
    for (String number : ON_BOTH) {
      ConformanceCase one = numbered(CaseNumber.parse(number));
      try {
        one.run(trial.freshPair());
      } catch (Failure e) {
        throw new Failure("case " + one.name() + ", spread over two stores: " + e.getMessage(), e);
      }
    }
  }

  /** Each call goes to the other store than the one before. */
  private static void readsSeeTheOthersWrites(Trial trial) {
    Bytes key = trial.key("k");
    for (int round = 0; round < trial.size(20, 100, 1_000); round++) {
      long revision = trial.put(key, trial.value());
      Expect.equal(
          "the mod_revision that the other store reads", revision, trial.entry(key).modRevision());
      trial.get(key); // so that the next put goes to the other store than this one did
    }
    trial.checkHistory();
  }

  /** A store that does not know a transaction promises that no other commits it any more. */
  private static void unknownStaysUnknown(Trial trial) {
    StorePlace place = trial.fixture().newPlace();
    Trial one = trial.openedAt(place);
    Trial other = trial.openedAt(place);
    TxnId txn = one.store().begin(BeginRequest.readWrite()).txn();
    one.store().put(PutRequest.of(one.key("fenced"), one.value()).in(txn));
    Expect.refused(
        "Commit at a store where the transaction was not begun",
        () -> other.store().commit(CommitRequest.of(txn)),
        ErrorReason.TXN_UNKNOWN);
    Expect.refused(
        "Commit where it was begun, once it was told to be unknown",
        () -> one.store().commit(CommitRequest.of(txn)),
        ErrorReason.TXN_UNKNOWN,
        ErrorReason.TXN_EXPIRED,
        ErrorReason.TXN_FINISHED);
    Expect.equal("whether its key is there", false, one.get(one.key("fenced")).isPresent());
  }

  private static ConformanceCase numbered(CaseNumber number) {
    return Cases.all().stream()
        .filter(one -> one.number().equals(number))
        .findFirst()
        .orElseThrow();
  }
}
