package dev.holdfast.etcd;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Refusals;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnResponse;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What etcd answered to a {@link CommitTxn}. */
final class CommitAnswer {

  private final EtcdKeys keys;
  private final EtcdHistory history;
  private final CommitTxn txn;
  private final TxnResponse answer;

  private Optional<OutcomeRecord> record = Optional.empty();
  private long recordRevision;
  private CommitBasis.Lives lives = CommitBasis.Lives.NONE;
  private Optional<StoreException> failedCheck = Optional.empty();

  CommitAnswer(EtcdKeys keys, EtcdHistory history, CommitTxn txn, TxnResponse answer) {
    this.keys = keys;
    this.history = history;
    this.txn = txn;
    this.answer = answer;
    if (!answer.getSucceeded()) {
      readQuestions();
    }
  }

  /** Returns the outcome: this commit's, or the one that was kept of the same commit before. */
  Optional<Outcome> outcome() {
    if (answer.getSucceeded()) {
      return Optional.of(applied());
    }
    return record.map(kept -> replay(txn.attempt().operation().orElseThrow(), kept));
  }

  /** Returns the refusal by a check that does not hold. */
  Optional<StoreException> failedCheck() {
    return failedCheck;
  }

  /** Returns the lives that the next turn is to be built on. */
  CommitBasis.Lives lives() {
    return lives;
  }

  /** Returns the store's revision at which the commit was judged. */
  long revision() {
    return answer.getHeader().getRevision();
  }

  private Outcome applied() {
    List<ResponseOp> responses = answer.getResponsesList();
    if (txn.branches()) {
      TxnResponse branch = answer.getResponses(0).getResponseTxn();
      if (branch.getSucceeded()) {
        return unchanged();
      }
      responses = branch.getResponsesList();
    }
    long deleted = 0;
    for (ResponseOp response : responses) {
      deleted += response.getResponseDeleteRange().getDeleted();
    }
    return txn.puts() || deleted > 0
        ? Outcome.wrote(history.header(answer.getHeader()), deleted)
        : unchanged();
  }

  private Outcome unchanged() {
    return Outcome.unchanged(history.header(answer.getHeader()));
  }

  private Outcome replay(Operation operation, OutcomeRecord kept) {
    if (kept.state() == OutcomeRecord.State.REFUSED) {
      throw Refusals.unknown(new TxnId(operation.id()));
    }
    Outcome.requireSameContent(operation, kept.hash());
    return Outcome.wrote(history.header(recordRevision), kept.deleted());
  }

  private void readQuestions() {
    Iterator<ResponseOp> responses = answer.getResponsesList().iterator();
    if (txn.named().isPresent()) {
      RangeResponse found = responses.next().getResponseRange();
      if (found.getKvsCount() > 0) {
        record = Optional.of(OutcomeRecord.read(found.getKvs(0).getValue()));
        recordRevision = found.getKvs(0).getModRevision();
      }
    }
    if (txn.lifeSpan().isPresent()) {
      lives = readLives(responses.next().getResponseRange());
    }
    for (Check check : txn.attempt().checks()) {
      Optional<KeyValue> entry = readEntry(check.key(), responses.next().getResponseRange());
      if (failedCheck.isEmpty() && !check.precondition().holdsFor(entry)) {
        failedCheck = Optional.of(Refusals.preconditionFailed(check, entry));
      }
    }
  }

  private CommitBasis.Lives readLives(RangeResponse found) {
    Map<Bytes, Life> byKey = new HashMap<>();
    for (io.etcd.jetcd.api.KeyValue record : found.getKvsList()) {
      byKey.put(keys.keyOfLife(record.getKey()), Life.of(record));
    }
    return new CommitBasis.Lives(byKey, revision());
  }

  private static Optional<KeyValue> readEntry(Bytes key, RangeResponse found) {
    return found.getKvsList().stream()
        .findFirst()
        .map(stored -> StoredEntry.withoutValue(key, stored, Optional.empty()));
  }
}
