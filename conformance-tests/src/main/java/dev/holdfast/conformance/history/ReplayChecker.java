package dev.holdfast.conformance.history;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Judges a history by the revisions that its answers carry.
 *
 * <p>The checks: C1 every watch told the same of a revision; C2 an acknowledged write is there
 * once, at its revision; C3 an unknown one at most once and a refused one never; C4 every read
 * equals the replay at its revision; C5 revisions respect real time; C6 a committed transaction's
 * answers still held just below its commit; C7 own writes are seen inside a transaction and nothing
 * of it outside before its commit; C8 the end of the history is the end of the replay. Watches are
 * judged by etcd's definitions: Ordered, Unique, Reliable, Atomic, Resumable, Bookmarkable, Filter.
 *
 * <p>A write of unknown outcome can be judged only where a watch of the same history tells of it.
 */
public final class ReplayChecker {

  private ReplayChecker() {}

  /**
   * Returns the promises that a history shows broken, none if all were kept.
   *
   * @param history the history
   */
  public static List<Violation> check(History history) {
    List<Violation> violations = new ArrayList<>();
    Map<TxnId, Session> sessions = Session.of(history);
    List<Write> writes = new Write.Collector(sessions, violations).collect(history);
    NavigableMap<Long, List<Event>> watched = StreamCheck.merge(history, violations);
    NavigableMap<Long, List<Event>> commits =
        new Replay(history, violations).run(writes, sessions.values(), watched);
    new StreamCheck(history, commits).check(violations);
    new RealTime(history, violations).check(history, writes);
    if (history.conflicts() == History.Conflicts.TRUE_ONLY) {
      new ConflictCheck(history, commits).check(sessions, violations);
    }
    for (Call call : history.calls()) {
      if (call.answer().reason().filter(ErrorReason.INVARIANT::equals).isPresent()) {
        violations.add(new Violation("C3", "the store failed: " + Describe.call(call)));
      }
    }
    return violations;
  }
}
