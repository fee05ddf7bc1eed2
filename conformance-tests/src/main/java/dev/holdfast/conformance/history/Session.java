package dev.holdfast.conformance.history;

import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Check;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transaction that was begun, and what was done in it before its commit.
 *
 * @param begun what Begin answered
 * @param calls the reads and writes that were answered, in order
 * @param clarity whether it is known in which order the store saw them
 */
record Session(BeginResult begun, List<Call> calls, Clarity clarity) {

  /** Whether the content of a transaction is known. */
  enum Clarity {
    /** Every call was answered before the next was made. */
    CLEAR,
    /** Calls overlapped, or one was not answered: what the transaction holds is not certain. */
    VAGUE
  }

  long snapshot() {
    return begun.header().revision();
  }

  boolean isClear() {
    return clarity == Clarity.CLEAR;
  }

  List<Mutation> mutations() {
    List<Mutation> mutations = new ArrayList<>();
    for (Call call : calls) {
      if (call instanceof Call.Put put) {
        mutations.add(Mutation.put(put.request().key(), put.request().value()));
      } else if (call instanceof Call.Delete delete) {
        mutations.add(Mutation.delete(delete.request().range()));
      }
    }
    return mutations;
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    for (Call call : calls) {
      if (call instanceof Call.Put put) {
        checks.add(new Check(put.request().key(), put.request().precondition()));
      } else if (call instanceof Call.Delete delete) {
        checks.add(
            new Check(delete.request().range().interval().from(), delete.request().precondition()));
      }
    }
    checks.removeIf(check -> check.precondition() == Precondition.any());
    return checks;
  }

  /** Returns the transactions of a history by their ids. */
  static Map<TxnId, Session> of(History history) {
    Map<TxnId, BeginResult> begun = new LinkedHashMap<>();
    Map<TxnId, List<Call>> calls = new LinkedHashMap<>();
    for (Call call : history.calls()) {
      if (call instanceof Call.Begin begin) {
        begin.answer().value().ifPresent(result -> begun.putIfAbsent(result.txn(), result));
      } else if (!(call instanceof Call.Commit) && !(call instanceof Call.Abort)) {
        call.txn().ifPresent(id -> calls.computeIfAbsent(id, one -> new ArrayList<>()).add(call));
      }
    }
    Map<TxnId, Session> sessions = new LinkedHashMap<>();
    begun.forEach((id, result) -> sessions.put(id, of(result, calls.getOrDefault(id, List.of()))));
    return sessions;
  }

  private static Session of(BeginResult begun, List<Call> calls) {
    List<Call> ordered = new ArrayList<>(calls);
    ordered.sort(Comparator.comparingLong(call -> call.span().called()));
    boolean clear = true;
    for (int i = 0; i < ordered.size(); i++) {
      clear &= !ordered.get(i).answer().isUnknown();
      clear &= i == 0 || ordered.get(i - 1).span().isBefore(ordered.get(i).span());
    }
    ordered.removeIf(call -> call.answer().value().isEmpty());
    return new Session(begun, ordered, clear ? Clarity.CLEAR : Clarity.VAGUE);
  }
}
