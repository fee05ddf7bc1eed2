package dev.holdfast.conformance.history;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/** Checks that a transaction is refused with CONFLICT only where something it read was touched. */
final class ConflictCheck {

  private final History history;
  private final NavigableMap<Long, List<Event>> commits;

  ConflictCheck(History history, NavigableMap<Long, List<Event>> commits) {
    this.history = history;
    this.commits = commits;
  }

  void check(Map<TxnId, Session> sessions, List<Violation> violations) {
    for (Call call : history.calls()) {
      if (call instanceof Call.Commit commit
          && call.answer() instanceof Answer.Refused<?> refused
          && refused.why() == ErrorReason.CONFLICT) {
        Session session = sessions.get(commit.request().txn());
        boolean plain = commit.request().mutations().isEmpty();
        if (session != null && session.isClear() && plain && inScope(session)) {
          long found = Long.parseLong(refused.metadata().getOrDefault("revision", "-1"));
          if (!touched(session, found)) {
            violations.add(
                new Violation(
                    "C6",
                    Describe.call(call)
                        + ": nothing that the transaction read at revision "
                        + session.snapshot()
                        + " was touched up to revision "
                        + found
                        + ", and the store does not declare FALSE_CONFLICTS"));
          }
        }
      }
    }
  }

  private boolean inScope(Session session) {
    return readsOf(session).stream()
        .allMatch(interval -> interval.from().startsWith(history.scope()));
  }

  private boolean touched(Session session, long found) {
    List<KeyInterval> reads = readsOf(session);
    if (found <= session.snapshot()) {
      return false;
    }
    return commits.subMap(session.snapshot(), false, found, true).values().stream()
        .flatMap(List::stream)
        .anyMatch(event -> reads.stream().anyMatch(read -> read.contains(event.key())));
  }

  /**
   * Returns what a transaction read. Of a page it takes the whole rest of the range: which key was
   * the first to be left out, and so where the reading ended, the answer does not tell.
   */
  private static List<KeyInterval> readsOf(Session session) {
    List<KeyInterval> reads = new ArrayList<>();
    for (Call call : session.calls()) {
      if (call instanceof Call.Get get) {
        KeyInterval interval = get.request().range().interval();
        reads.add(get.request().startAfter().map(interval::after).orElse(interval));
      } else if (call instanceof Call.Count count) {
        reads.add(count.request().range().interval());
      } else if (call instanceof Call.Delete delete) {
        reads.add(delete.request().range().interval());
      }
    }
    return reads;
  }
}
