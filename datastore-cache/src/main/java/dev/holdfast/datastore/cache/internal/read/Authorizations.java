package dev.holdfast.datastore.cache.internal.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.EntryTable;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the entries that agents may hand out, through the indexes, and remembers what it found last
 * for each agent: as long as neither the entries nor the agent's selectors have changed, that is
 * the answer. Thread-safe.
 */
public final class Authorizations {

  private static final long MOST_ROWS = 4L << 20;
  private static final int ROWS_OF_AN_ANSWER = 16;
  private static final String SERVER_PATH = "/spire/server";

  private final Records records;
  private final Cache<SpiffeId, Authorized> memo =
      Caffeine.newBuilder()
          .maximumWeight(MOST_ROWS)
          .weigher((SpiffeId agent, Authorized found) -> ROWS_OF_AN_ANSWER + found.weight())
          .build();

  /**
   * Makes a finder that remembers nothing yet.
   *
   * @param records decodes rows
   */
  public Authorizations(Records records) {
    this.records = records;
  }

  /**
   * Returns the entries that an agent may hand out.
   *
   * @param state the state to look at
   * @param agentId the agent's SPIFFE id
   */
  public Authorized find(State state, SpiffeId agentId) {
    Optional<Row> selectors = state.find(RecordKind.NODE_SELECTORS, agentId.toString());
    Optional<Authorized> last = Optional.ofNullable(memo.getIfPresent(agentId));
    if (last.isPresent() && last.get().holdsIn(state, selectors)) {
      return last.get();
    }
    List<EntryRow> rows = search(state.entries(), agentId, selectors(state, selectors));
    Authorized found = new Authorized(state, selectors, rows, last);
    memo.put(agentId, found);
    return found;
  }

  private Optional<NodeSelectorSet> selectors(State state, Optional<Row> row) {
    return row.map(it -> records.record(it, state.floor().historyId()).value())
        .map(NodeSelectorSet.class::cast);
  }

  private static List<EntryRow> search(
      EntryTable entries, SpiffeId agentId, Optional<NodeSelectorSet> selectors) {
    Deque<String> parents = new ArrayDeque<>();
    parents.add(agentId.toString());
    selectors.ifPresent(set -> addAliases(entries, agentId, set.selectors(), parents));
    String domain = agentId.trustDomain().id() + "/";
    Set<String> seen = new HashSet<>();
    TreeSet<Integer> found = new TreeSet<>();
    while (!parents.isEmpty()) {
      String parent = parents.remove();
      if (!seen.add(parent)) {
        continue;
      }
      for (PrimitiveIterator.OfInt all = entries.children(parent); all.hasNext(); ) {
        int ordinal = all.nextInt();
        String child = entries.rows().get(ordinal).spiffeId();
        if (child.startsWith(domain)) {
          found.add(ordinal);
          parents.add(child);
        }
      }
    }
    List<EntryRow> rows = new ArrayList<>(found.size());
    found.forEach(ordinal -> rows.add(entries.rows().get(ordinal)));
    return rows;
  }

  private static void addAliases(
      EntryTable entries, SpiffeId agentId, List<Selector> selectors, Deque<String> parents) {
    EntryFilter filter =
        EntryFilter.all()
            .byParentId(new SpiffeId(agentId.trustDomain(), SERVER_PATH))
            .bySelectors(Match.SUBSET, Set.copyOf(selectors));
    for (PrimitiveIterator.OfInt all = entries.find(filter).ordinals(0); all.hasNext(); ) {
      parents.add(entries.rows().get(all.nextInt()).spiffeId());
    }
  }
}
