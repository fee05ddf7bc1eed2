package dev.holdfast.datastore.cache.internal.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.EntryTable;
import dev.holdfast.datastore.cache.internal.state.NodeSelectorsRow;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.RandomAccess;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the entries that agents may hand out, through the indexes, and remembers what it found: of
 * each agent the seeds that its entries follow from, and of seeds the entries, which all agents
 * that have them share. Thread-safe.
 *
 * <p>What is remembered holds as long as nothing has changed that it follows from, which the
 * entries' stamps tell; changes elsewhere do not touch it.
 */
public final class Authorizations {

  private static final long MOST_AGENTS = 100_000;
  private static final long MOST_ROWS = 4L << 20;
  private static final int ROWS_OF_AN_ANSWER = 16;
  private static final String SERVER_PATH = "/spire/server";

  private final Cache<SpiffeId, Agent> agents =
      Caffeine.newBuilder().maximumSize(MOST_AGENTS).build();
  private final Cache<Seeds, Authorized> answers =
      Caffeine.newBuilder()
          .maximumWeight(MOST_ROWS)
          .weigher((Seeds seeds, Authorized found) -> ROWS_OF_AN_ANSWER + found.weight())
          .build();

  /**
   * What has changed.
   *
   * @param changed the entries that are new or changed
   * @param removedIds the ids of those that are gone
   */
  public record Difference(List<EntryRow> changed, List<String> removedIds) {}

  /** The records of rows, which nobody changes. */
  private static final class Told extends AbstractList<Stored<RegistrationEntry>>
      implements RandomAccess {

    private final List<EntryRow> rows;

    Told(List<EntryRow> rows) {
      this.rows = List.copyOf(rows);
    }

    @Override
    public Stored<RegistrationEntry> get(int index) {
      return rows.get(index).stored();
    }

    @Override
    public int size() {
      return rows.size();
    }
  }

  /** The entries that one agent may hand out in a state. */
  public final class Found {

    private final Agent agent;
    private final Authorized answer;

    private Found(Agent agent, Authorized answer) {
      this.agent = agent;
      this.answer = answer;
    }

    /** Returns the entries, in the order of their creation. */
    public List<EntryRow> rows() {
      return answer.rows();
    }

    /** Returns the entries as they are told, in the order of their creation. */
    public List<Stored<RegistrationEntry>> entries() {
      return told(rows());
    }

    /**
     * Returns what has changed since a state, if the answer of that state is remembered.
     *
     * @param floor the state
     */
    public Optional<Difference> since(Floor floor) {
      return agent
          .seedsAt(floor)
          .flatMap(this::answerOf)
          .flatMap(then -> answer.since(floor, then));
    }

    private Optional<Authorized> answerOf(Seeds seeds) {
      return seeds.equals(agent.seeds())
          ? Optional.of(answer)
          : Optional.ofNullable(answers.getIfPresent(seeds));
    }
  }

  /** Makes a finder that remembers nothing yet. */
  public Authorizations() {}

  /**
   * Returns entries as they are told.
   *
   * @param rows their rows
   */
  public static List<Stored<RegistrationEntry>> told(List<EntryRow> rows) {
    return new Told(rows);
  }

  /**
   * Returns the entries that an agent may hand out.
   *
   * @param state the state to look at
   * @param agentId the agent's SPIFFE id
   */
  public Found find(State state, SpiffeId agentId) {
    Agent agent = agent(state, agentId);
    return new Found(agent, answer(state, agent.seeds()));
  }

  private Agent agent(State state, SpiffeId id) {
    Optional<Agent> last = Optional.ofNullable(agents.getIfPresent(id));
    if (last.isPresent() && last.get().holdsIn(state)) {
      return last.get();
    }
    Optional<NodeSelectorsRow> selectors = Agent.selectors(state, id);
    Seeds seeds = seeds(state, id, selectors);
    if (last.isPresent() && last.get().isAheadOf(state)) {
      return Agent.of(id, seeds, selectors, state); // what is remembered is of a later state
    }
    Agent found =
        last.map(it -> it.followedBy(seeds, selectors, state))
            .orElseGet(() -> Agent.of(id, seeds, selectors, state));
    agents.put(id, found);
    return found;
  }

  private Authorized answer(State state, Seeds seeds) {
    Optional<Authorized> last = Optional.ofNullable(answers.getIfPresent(seeds));
    if (last.isPresent() && last.get().holdsIn(state)) {
      return last.get();
    }
    List<EntryRow> rows = search(state.entries(), seeds);
    if (last.isPresent() && last.get().isAheadOf(state)) {
      return Authorized.of(seeds, state, rows);
    }
    Authorized found =
        last.map(it -> it.followedBy(state, rows))
            .orElseGet(() -> Authorized.of(seeds, state, rows));
    answers.put(seeds, found);
    return found;
  }

  /** Returns the SPIFFE id that is the parent of the aliases of an agent's trust domain. */
  static SpiffeId serverOf(SpiffeId agentId) {
    return new SpiffeId(agentId.trustDomain(), SERVER_PATH);
  }

  private Seeds seeds(State state, SpiffeId agentId, Optional<NodeSelectorsRow> selectors) {
    Set<SpiffeId> parents = new TreeSet<>();
    if (state.entries().children(agentId).hasNext()) {
      parents.add(agentId);
    }
    selectors
        .map(row -> row.stored().value())
        .ifPresent(set -> addAliases(state.entries(), agentId, set.selectors(), parents));
    Seeds seeds = new Seeds(agentId.trustDomain(), List.copyOf(parents));
    Authorized known = answers.getIfPresent(seeds);
    return known == null
        ? seeds
        : known.seeds(); // equal ones are found faster if they are the same
  }

  private static void addAliases(
      EntryTable entries, SpiffeId agentId, List<Selector> selectors, Set<SpiffeId> parents) {
    EntryFilter filter =
        EntryFilter.all()
            .byParentId(serverOf(agentId))
            .bySelectors(Match.SUBSET, Set.copyOf(selectors));
    for (PrimitiveIterator.OfInt all = entries.find(filter).ordinals(0); all.hasNext(); ) {
      parents.add(entries.rows().get(all.nextInt()).spiffeId());
    }
  }

  private static List<EntryRow> search(EntryTable entries, Seeds seeds) {
    Deque<SpiffeId> parents = new ArrayDeque<>(seeds.parents());
    Set<SpiffeId> seen = new HashSet<>();
    TreeSet<Integer> found = new TreeSet<>();
    while (!parents.isEmpty()) {
      SpiffeId parent = parents.remove();
      if (!seen.add(parent)) {
        continue;
      }
      for (PrimitiveIterator.OfInt all = entries.children(parent); all.hasNext(); ) {
        int ordinal = all.nextInt();
        SpiffeId child = entries.rows().get(ordinal).spiffeId();
        if (child.trustDomain().equals(seeds.domain()) && !child.path().isEmpty()) {
          found.add(ordinal);
          parents.add(child);
        }
      }
    }
    List<EntryRow> rows = new ArrayList<>(found.size());
    found.forEach(ordinal -> rows.add(entries.rows().get(ordinal)));
    return rows;
  }
}
