package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries that an agent may hand out, from one revision to another between which neither they
 * nor what they depend on has changed, and the answers before. Thread-safe.
 */
public final class Authorized {

  /** How many answers before are remembered, for agents that ask what has changed since. */
  private static final int MOST_BEFORE = 3;

  private final String historyId;
  private final Object entries;
  private final long selectorsModified;
  private final Span span;
  private final List<Span> before;

  /** What holds from one revision to another. */
  private static final class Span {
    private final long from;
    private final List<EntryRow> rows;
    private volatile long until;

    Span(long from, List<EntryRow> rows) {
      this.from = from;
      this.rows = List.copyOf(rows);
      this.until = from;
    }

    /** Extends the span; of two threads that do so at once the later revision may be lost. */
    void extend(long revision) {
      if (revision > until) {
        until = revision;
      }
    }

    boolean holds(long revision) {
      return from <= revision && revision <= until;
    }
  }

  Authorized(State state, Optional<Row> selectors, List<EntryRow> rows, Optional<Authorized> last) {
    this.historyId = state.floor().historyId();
    this.entries = state.entries().identity();
    this.selectorsModified = modified(selectors);
    this.span = new Span(state.floor().revision(), rows);
    this.before =
        last.filter(it -> it.historyId.equals(historyId) && it.span.until < span.from)
            .map(Authorized::trail)
            .orElse(List.of());
  }

  private static long modified(Optional<Row> selectors) {
    return selectors.map(Row::modRevision).orElse(0L);
  }

  private List<Span> trail() {
    List<Span> trail = new ArrayList<>();
    trail.add(span);
    before.stream().limit(MOST_BEFORE - 1).forEach(trail::add);
    return List.copyOf(trail);
  }

  /** Returns whether the answer is that of a state too, and notes that it is. */
  boolean holdsIn(State state, Optional<Row> selectors) {
    boolean holds =
        entries == state.entries().identity()
            && historyId.equals(state.floor().historyId())
            && selectorsModified == modified(selectors);
    if (holds) {
      span.extend(state.floor().revision());
    }
    return holds;
  }

  int weight() {
    return span.rows.size() + before.stream().mapToInt(it -> it.rows.size()).sum();
  }

  /** Returns the entries, in the order of their creation. */
  public List<EntryRow> rows() {
    return span.rows;
  }

  /**
   * What has changed.
   *
   * @param changed the entries that are new or changed
   * @param removedIds the ids of those that are gone
   */
  public record Difference(List<EntryRow> changed, List<String> removedIds) {}

  /**
   * Returns what has changed since a state, if the answer of that state is remembered.
   *
   * @param floor the state
   */
  public Optional<Difference> since(Floor floor) {
    if (!floor.historyId().equals(historyId)) {
      return Optional.empty();
    }
    if (span.holds(floor.revision())) {
      return Optional.of(new Difference(List.of(), List.of()));
    }
    return before.stream()
        .filter(it -> it.holds(floor.revision()))
        .findFirst()
        .map(this::differenceFrom);
  }

  private Difference differenceFrom(Span old) {
    Map<String, Long> known = new HashMap<>();
    old.rows.forEach(row -> known.put(row.name(), row.modRevision()));
    List<EntryRow> changed = new ArrayList<>();
    for (EntryRow row : span.rows) {
      Long revision = known.remove(row.name());
      if (revision == null || revision != row.modRevision()) {
        changed.add(row);
      }
    }
    return new Difference(changed, known.keySet().stream().sorted().toList());
  }
}
