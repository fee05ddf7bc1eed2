package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries that agents with the same seeds may hand out, from one revision to another between
 * which none of them has changed, and the answers before. Thread-safe.
 */
final class Authorized {

  /** How many answers before are remembered, for agents that ask what has changed since. */
  private static final int MOST_BEFORE = 3;

  private final Seeds seeds;
  private final Span span;
  private final List<EntryRow> rows;
  private final List<Authorized> before;

  private Authorized(Seeds seeds, Span span, List<EntryRow> rows, List<Authorized> before) {
    this.seeds = seeds;
    this.span = span;
    this.rows = List.copyOf(rows);
    this.before = before;
  }

  /** Returns an answer that holds in a state, and remembers nothing. */
  static Authorized of(Seeds seeds, State state, List<EntryRow> rows) {
    return new Authorized(seeds, new Span(state), rows, List.of());
  }

  /** Returns an answer that holds in a state, after this one, which does no longer. */
  Authorized followedBy(State state, List<EntryRow> next) {
    if (!span.isOf(state.floor().historyId())) {
      return of(seeds, state, next);
    }
    List<Authorized> trail = new ArrayList<>();
    trail.add(new Authorized(seeds, span, rows, List.of()));
    before.stream().limit(MOST_BEFORE - 1).forEach(trail::add);
    return new Authorized(seeds, new Span(state), next, List.copyOf(trail));
  }

  boolean isAheadOf(State state) {
    return span.isAheadOf(state);
  }

  /** Returns whether the answer is that of a state too, and notes that it is. */
  boolean holdsIn(State state) {
    return span.takes(
        state, revision -> seeds.areChangedAfter(revision, state.entries()), revision -> false);
  }

  Seeds seeds() {
    return seeds;
  }

  int weight() {
    return rows.size() + before.stream().mapToInt(it -> it.rows.size()).sum();
  }

  /** Returns the entries, in the order of their creation. */
  List<EntryRow> rows() {
    return rows;
  }

  /** Returns the entries of a state before, if they are remembered. */
  Optional<List<EntryRow>> rowsAt(Floor floor) {
    if (span.holds(floor)) {
      return Optional.of(rows);
    }
    return before.stream().filter(it -> it.span.holds(floor)).findFirst().map(Authorized::rows);
  }

  /**
   * Returns what has changed from some entries to these.
   *
   * @param old the entries before
   */
  Authorizations.Difference since(List<EntryRow> old) {
    if (old == rows) {
      return new Authorizations.Difference(List.of(), List.of());
    }
    Map<String, Long> known = new HashMap<>();
    old.forEach(row -> known.put(row.name(), row.modRevision()));
    List<EntryRow> changed = new ArrayList<>();
    for (EntryRow row : rows) {
      Long revision = known.remove(row.name());
      if (revision == null || revision != row.modRevision()) {
        changed.add(row);
      }
    }
    return new Authorizations.Difference(changed, known.keySet().stream().sorted().toList());
  }
}
