package dev.holdfast.conformance.history;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A commit that was asked for, by one call or by several that repeat each other under one name.
 *
 * @param calls the calls that were answered alike, or whose outcome is unknown
 * @param outcome what became of it
 * @param checks its conditions
 * @param mutations its changes, in order
 * @param session the transaction that it ends, if one was begun
 */
record Write(
    List<Call> calls,
    Outcome outcome,
    List<Check> checks,
    List<Mutation> mutations,
    Optional<Session> session) {

  /** What became of a write. */
  sealed interface Outcome {
    /** It was told to be applied at a revision. */
    record Applied(long revision) implements Outcome {}

    /** It was told to have changed nothing, as of a revision. */
    record Unchanged(long revision) implements Outcome {}

    /** Nobody knows. */
    record Unknown() implements Outcome {}
  }

  Call first() {
    return calls.get(0);
  }

  /** Returns how many keys a single delete was told to have found. */
  OptionalLong deleted() {
    return first() instanceof Call.Delete delete
        ? delete.answer().value().map(result -> OptionalLong.of(result.deleted())).orElseThrow()
        : OptionalLong.empty();
  }

  /** Returns whether what the write changes is known beforehand. */
  boolean isClear() {
    return session.map(Session::isClear).orElse(true);
  }

  Write within(Bytes scope) {
    return new Write(
        calls,
        outcome,
        checks.stream().filter(check -> check.key().startsWith(scope)).toList(),
        mutations.stream().filter(mutation -> keyOf(mutation).startsWith(scope)).toList(),
        session);
  }

  private static Bytes keyOf(Mutation mutation) {
    return mutation instanceof Mutation.Put put
        ? put.key()
        : ((Mutation.Delete) mutation).range().interval().from();
  }

  @Override
  public String toString() {
    return Describe.call(first());
  }

  /** Finds the writes of a history; those that were refused for certain are none. */
  static final class Collector {

    private final Map<TxnId, Session> sessions;
    private final List<Violation> violations;
    private final Map<String, List<Call>> byName = new LinkedHashMap<>();

    Collector(Map<TxnId, Session> sessions, List<Violation> violations) {
      this.sessions = sessions;
      this.violations = violations;
    }

    List<Write> collect(History history) {
      for (Call call : history.calls()) {
        name(call)
            .filter(name -> call.answer().value().isPresent() || call.answer().isUnknown())
            .ifPresent(name -> byName.computeIfAbsent(name, one -> new ArrayList<>()).add(call));
      }
      List<Write> writes = new ArrayList<>();
      byName.forEach((name, calls) -> writes.add(write(name, calls).within(history.scope())));
      return writes;
    }

    private static Optional<String> name(Call call) {
      String alone = "call " + call.span().number();
      if (call instanceof Call.Put put && call.txn().isEmpty()) {
        return Optional.of(put.request().requestId().map(id -> "request " + id).orElse(alone));
      } else if (call instanceof Call.Delete delete && call.txn().isEmpty()) {
        return Optional.of(delete.request().requestId().map(id -> "request " + id).orElse(alone));
      } else if (call instanceof Call.Commit commit) {
        return Optional.of("transaction " + commit.request().txn());
      }
      return Optional.empty();
    }

    private Write write(String name, List<Call> calls) {
      List<Call> given = calls.stream().filter(call -> call.answer().value().isPresent()).toList();
      if (given.isEmpty()) {
        return write(calls, new Outcome.Unknown());
      }
      Outcome outcome = outcome(given.get(0));
      for (Call repeat : given) {
        if (outcome instanceof Outcome.Applied && !outcome(repeat).equals(outcome)) {
          violations.add(
              new Violation(
                  "C2",
                  "a repeat under the same name ("
                      + name
                      + ") was answered otherwise: first "
                      + Describe.call(given.get(0))
                      + ", then "
                      + Describe.call(repeat)));
        }
      }
      List<Call> answeredFirst = new ArrayList<>(given);
      calls.stream().filter(call -> call.answer().value().isEmpty()).forEach(answeredFirst::add);
      return write(answeredFirst, outcome);
    }

    private Write write(List<Call> calls, Outcome outcome) {
      Call call = calls.get(0);
      if (call instanceof Call.Put put) {
        Mutation mutation = Mutation.put(put.request().key(), put.request().value());
        List<Check> checks = checks(put.request().key(), put.request().precondition());
        return new Write(calls, outcome, checks, List.of(mutation), Optional.empty());
      } else if (call instanceof Call.Delete delete) {
        Mutation mutation = Mutation.delete(delete.request().range());
        List<Check> checks =
            checks(delete.request().range().interval().from(), delete.request().precondition());
        return new Write(calls, outcome, checks, List.of(mutation), Optional.empty());
      }
      CommitRequest request = ((Call.Commit) call).request();
      Optional<Session> session =
          request.kind() == CommitRequest.Kind.BEGUN
              ? Optional.ofNullable(sessions.get(request.txn()))
              : Optional.empty();
      List<Check> checks = new ArrayList<>(session.map(Session::checks).orElse(List.of()));
      checks.addAll(request.checks());
      List<Mutation> mutations = new ArrayList<>(session.map(Session::mutations).orElse(List.of()));
      mutations.addAll(request.mutations());
      return new Write(calls, outcome, checks, mutations, session);
    }

    private static List<Check> checks(Bytes key, Precondition precondition) {
      return precondition == Precondition.any() ? List.of() : List.of(new Check(key, precondition));
    }

    private static Outcome outcome(Call call) {
      if (call instanceof Call.Put put) {
        return new Outcome.Applied(put.answer().value().orElseThrow().modRevision().orElse(0));
      } else if (call instanceof Call.Delete delete) {
        var result = delete.answer().value().orElseThrow();
        long revision = result.header().revision();
        return result.deleted() > 0
            ? new Outcome.Applied(revision)
            : new Outcome.Unchanged(revision);
      }
      var result = ((Call.Commit) call).answer().value().orElseThrow();
      return result.wrote()
          ? new Outcome.Applied(result.revision().getAsLong())
          : new Outcome.Unchanged(result.header().revision());
    }
  }
}
