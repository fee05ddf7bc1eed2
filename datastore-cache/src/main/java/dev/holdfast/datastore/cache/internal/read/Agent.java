package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.state.EntryTable;
import dev.holdfast.datastore.cache.internal.state.NodeSelectorsRow;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The seeds of an agent, from one revision to another between which they are the same, and those
 * before. Thread-safe.
 */
final class Agent {

  /** How many seeds before are remembered. */
  private static final int MOST_BEFORE = 3;

  private final SpiffeId id;
  private final Seeds seeds;
  private final long selectorsModified;
  private final Span span;
  private final List<Agent> before;
  private final int serverPlace;
  private final int ownPlace;

  private Agent(
      SpiffeId id,
      Seeds seeds,
      Optional<NodeSelectorsRow> selectors,
      Span span,
      List<Agent> before) {
    this(id, seeds, modified(selectors), span, before);
  }

  private Agent(SpiffeId id, Seeds seeds, long modified, Span span, List<Agent> before) {
    this.id = id;
    this.seeds = seeds;
    this.selectorsModified = modified;
    this.span = span;
    this.before = before;
    this.serverPlace = EntryTable.placeOf(Authorizations.serverOf(id));
    this.ownPlace = EntryTable.placeOf(id);
  }

  static Agent of(SpiffeId id, Seeds seeds, Optional<NodeSelectorsRow> selectors, State state) {
    return new Agent(id, seeds, selectors, new Span(state), List.of());
  }

  /** Returns the agent with the seeds of a state, after these, which hold no longer. */
  Agent followedBy(Seeds next, Optional<NodeSelectorsRow> selectors, State state) {
    if (!span.isOf(state.floor().historyId())) {
      return of(id, next, selectors, state);
    }
    List<Agent> trail = new ArrayList<>();
    trail.add(new Agent(id, seeds, selectorsModified, span, List.of()));
    before.stream().limit(MOST_BEFORE - 1).forEach(trail::add);
    return new Agent(id, next, selectors, new Span(state), List.copyOf(trail));
  }

  private static long modified(Optional<NodeSelectorsRow> selectors) {
    return selectors.map(NodeSelectorsRow::modRevision).orElse(0L);
  }

  static Optional<NodeSelectorsRow> selectors(State state, SpiffeId id) {
    return Optional.ofNullable(state.nodes().selectorRows().named(id));
  }

  boolean isAheadOf(State state) {
    return span.isAheadOf(state);
  }

  /** Returns whether the seeds are those of a state too, and notes that they are. */
  boolean holdsIn(State state) {
    return span.takes(
        state,
        revision ->
            state.entries().childrenChanged(serverPlace) > revision
                || state.entries().childrenChanged(ownPlace) > revision,
        revision -> modified(selectors(state, id)) != selectorsModified);
  }

  Seeds seeds() {
    return seeds;
  }

  /** Returns the seeds of a state before, if they are remembered. */
  Optional<Seeds> seedsAt(Floor floor) {
    if (span.holds(floor)) {
      return Optional.of(seeds);
    }
    return before.stream().filter(it -> it.span.holds(floor)).findFirst().map(Agent::seeds);
  }
}
