package dev.holdfast.conformance.history;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Checks C2 to C4 and C6 to C8: applies the writes in the order of their revisions, and compares
 * every answer with the state at its revision.
 *
 * <p>Since the store stamps a total order, this is a sweep and no search.
 */
final class Replay {

  private final History history;
  private final Answers answers;
  private final List<Violation> violations;
  private final NavigableMap<Bytes, KeyValue> state = new TreeMap<>();
  private final NavigableMap<Long, List<Event>> commits = new TreeMap<>();

  private final List<Call> reads = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();
  private final List<Write> unknown = new ArrayList<>();
  private final NavigableMap<Long, Write> applied = new TreeMap<>();
  private final List<Write> unchanged = new ArrayList<>();

  Replay(History history, List<Violation> violations) {
    this.history = history;
    this.answers = new Answers(history);
    this.violations = violations;
  }

  /**
   * Sweeps over the history.
   *
   * @param writes its writes
   * @param begun its transactions
   * @param watched what watches told, merged
   * @return the events of every revision, with the entries before
   */
  NavigableMap<Long, List<Event>> run(
      List<Write> writes, Iterable<Session> begun, NavigableMap<Long, List<Event>> watched) {
    sort(writes, begun);
    NavigableMap<Long, Boolean> revisions = new TreeMap<>();
    applied.keySet().forEach(revision -> revisions.put(revision, true));
    watched.keySet().forEach(revision -> revisions.put(revision, true));
    for (long revision : revisions.keySet()) {
      judgeBelow(revision);
      Write write = applied.get(revision);
      List<Event> told = watched.getOrDefault(revision, List.of());
      apply(
          revision, write == null ? unexplained(revision, told) : explained(revision, write, told));
    }
    judgeBelow(Long.MAX_VALUE);
    return commits;
  }

  private void sort(List<Write> writes, Iterable<Session> begun) {
    for (Write write : writes) {
      if (write.outcome() instanceof Write.Outcome.Applied outcome) {
        Write other = applied.putIfAbsent(outcome.revision(), write);
        if (other != null) {
          report("C2", "two writes were told the same revision: " + other + " and " + write);
        }
      } else if (write.outcome() instanceof Write.Outcome.Unknown) {
        unknown.add(write);
      } else if (write.session().isEmpty()) {
        unchanged.add(write);
      }
    }
    for (Call call : history.calls()) {
      boolean read = call instanceof Call.Get || call instanceof Call.Count;
      if (read && call.txn().isEmpty() && call.answer().value().isPresent()) {
        reads.add(call);
      }
    }
    begun.forEach(session -> sessions.add(session));
    sessions.removeIf(session -> !session.isClear());
    // The sweep takes from the end, so the lists are sorted downwards.
    reads.sort(Comparator.comparingLong((Call read) -> revisionOf(read)).reversed());
    sessions.sort(Comparator.comparingLong(Session::snapshot).reversed());
    unchanged.sort(Comparator.comparingLong((Write write) -> revisionOf(write)).reversed());
  }

  /** Judges everything that reflects a revision below one, and was not judged yet. */
  private void judgeBelow(long revision) {
    while (!reads.isEmpty() && revisionOf(last(reads)) < revision) {
      Call read = reads.remove(reads.size() - 1);
      answers
          .judge(read, new View(state))
          .ifPresent(wrong -> report("C4", Describe.request(read) + at(read) + ": " + wrong));
    }
    while (!sessions.isEmpty() && last(sessions).snapshot() < revision) {
      Session session = sessions.remove(sessions.size() - 1);
      answers
          .judge(session, state)
          .ifPresent(
              wrong ->
                  report(
                      "C4/C7",
                      "in a transaction that reads at revision "
                          + session.snapshot()
                          + ": "
                          + wrong));
    }
    while (!unchanged.isEmpty() && revisionOf(last(unchanged)) < revision) {
      judgeUnchanged(unchanged.remove(unchanged.size() - 1));
    }
  }

  private void judgeUnchanged(Write write) {
    View view = new View(state);
    view.apply(write.mutations());
    List<Event> events = view.events(0);
    if (!events.isEmpty()) {
      report(
          "C2",
          write
              + " was told to have changed nothing, and at revision "
              + revisionOf(write)
              + " it changes "
              + Describe.events(events));
    }
    requireChecks(write);
  }

  private List<Event> explained(long revision, Write write, List<Event> told) {
    if (!write.isClear()) {
      return withPrevious(told);
    }
    write
        .session()
        .flatMap(session -> answers.judge(session, state))
        .ifPresent(
            wrong ->
                report(
                    "C6",
                    "a transaction was committed at revision "
                        + revision
                        + " although just below it an answer that it was given had changed: "
                        + wrong));
    requireChecks(write);
    View view = new View(state);
    view.apply(write.mutations());
    List<Event> events = view.events(revision);
    if (events.isEmpty()) {
      report("C2", write + " took a revision although it changes nothing");
    }
    if (write.deleted().isPresent() && write.deleted().getAsLong() != events.size()) {
      report("C2", write + ": deleted is wrong, " + events.size() + " keys were there just below");
    }
    return events;
  }

  /** Finds the write of unknown outcome that made what a watch told. */
  private List<Event> unexplained(long revision, List<Event> told) {
    for (Iterator<Write> candidates = unknown.iterator(); candidates.hasNext(); ) {
      Write write = candidates.next();
      View view = new View(state);
      view.apply(write.mutations());
      if (!write.isClear() || covers(view.events(revision), told)) {
        candidates.remove();
        return write.isClear() ? view.events(revision) : withPrevious(told);
      }
    }
    report(
        "C3",
        "a watch told of a change at revision "
            + revision
            + " that no write explains, or one twice: "
            + Describe.events(told));
    return withPrevious(told);
  }

  private static boolean covers(List<Event> events, List<Event> told) {
    List<Event> plain = events.stream().map(Event::withoutPrevious).toList();
    return told.stream().map(Event::withoutPrevious).allMatch(plain::contains);
  }

  private List<Event> withPrevious(List<Event> told) {
    List<Event> events = new ArrayList<>();
    for (Event event : told) {
      Optional<KeyValue> before = Optional.ofNullable(state.get(event.key()));
      events.add(
          event instanceof Event.Put put
              ? new Event.Put(put.entry(), before)
              : new Event.Delete(event.key(), event.revision(), before));
    }
    return events;
  }

  private void requireChecks(Write write) {
    for (Check check : write.checks()) {
      Optional<KeyValue> entry = Optional.ofNullable(state.get(check.key()));
      if (!check.precondition().holdsFor(entry)) {
        report(
            "C6",
            write
                + " was applied although its condition on key "
                + check.key()
                + " did not hold: there was "
                + entry.map(Describe::entry).orElse("nothing"));
      }
    }
  }

  private void apply(long revision, List<Event> events) {
    for (Event event : events) {
      if (event instanceof Event.Put put) {
        state.put(put.key(), put.entry());
      } else {
        state.remove(event.key());
      }
    }
    if (!events.isEmpty()) {
      commits.put(revision, Collections.unmodifiableList(events));
    }
  }

  private void report(String check, String message) {
    violations.add(new Violation(check, message));
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  private static String at(Call read) {
    return " at revision " + revisionOf(read);
  }

  private static long revisionOf(Write write) {
    return ((Write.Outcome.Unchanged) write.outcome()).revision();
  }

  private static long revisionOf(Call read) {
    return read instanceof Call.Get get
        ? get.answer().value().orElseThrow().header().revision()
        : ((Call.Count) read).answer().value().orElseThrow().header().revision();
  }
}
