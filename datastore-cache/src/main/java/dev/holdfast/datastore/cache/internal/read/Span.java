package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.state.EntryTable;
import dev.holdfast.datastore.cache.internal.state.State;

/**
 * The revisions of one history between which something that follows from the entries has not
 * changed. Thread-safe.
 */
final class Span {

  private final String historyId;
  private final long from;
  private volatile Known known;

  /**
   * Up to where it is known to hold.
   *
   * @param until the revision
   * @param entries the identity of the entries at that revision
   * @param nodes the identity of the nodes at that revision
   */
  private record Known(long until, Object entries, Object nodes) {}

  /** Begins a span with a state. */
  Span(State state) {
    this.historyId = state.floor().historyId();
    this.from = state.floor().revision();
    this.known = knownOf(state);
  }

  private static Known knownOf(State state) {
    return new Known(
        state.floor().revision(), state.entries().identity(), state.nodes().identity());
  }

  /** Tells whether something has changed after a revision. */
  interface Changes {
    boolean after(long revision);
  }

  boolean isAheadOf(State state) {
    return historyId.equals(state.floor().historyId()) && state.floor().revision() < from;
  }

  /**
   * Returns whether a state belongs to the span, and extends it so far; of two threads that do so
   * at once the later revision may be lost.
   *
   * @param entries whether what matters of the entries has changed
   * @param nodes whether what matters of the nodes has changed
   */
  boolean takes(State state, Changes entries, Changes nodes) {
    Known last = known;
    long revision = state.floor().revision();
    if (!historyId.equals(state.floor().historyId()) || revision < from) {
      return false;
    }
    if (revision <= last.until()) {
      return true;
    }
    EntryTable table = state.entries();
    boolean holds =
        (table.identity() == last.entries() || !entries.after(last.until()))
            && (state.nodes().identity() == last.nodes() || !nodes.after(last.until()));
    if (holds) {
      known = knownOf(state);
    }
    return holds;
  }

  boolean holds(Floor floor) {
    return historyId.equals(floor.historyId())
        && from <= floor.revision()
        && floor.revision() <= known.until();
  }

  boolean isOf(String history) {
    return historyId.equals(history);
  }
}
