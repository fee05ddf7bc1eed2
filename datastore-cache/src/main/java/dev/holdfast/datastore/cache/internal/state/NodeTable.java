package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * The attested nodes and the selectors of nodes, with their indexes. Immutable.
 *
 * <p>A node's selectors are a record of their own, under the same name. The index of nodes by
 * selectors joins the two, whichever of them changes.
 */
public final class NodeTable {

  /** The number under which all banned nodes stand. */
  private static final int BANNED = 0;

  private final Object identity = new Object();
  private final Rows<NodeRow> rows;
  private final Rows<NodeSelectorsRow> selectorRows;
  private final Terms<String> types;
  private final Postings banned;
  private final SetIndex<Selector> selectors;
  private final SparseVector<Word<Members<Selector>>> sets;

  private NodeTable(
      Rows<NodeRow> rows,
      Rows<NodeSelectorsRow> selectorRows,
      Terms<String> types,
      Postings banned,
      SetIndex<Selector> selectors,
      SparseVector<Word<Members<Selector>>> sets) {
    this.rows = rows;
    this.selectorRows = selectorRows;
    this.types = types;
    this.banned = banned;
    this.selectors = selectors;
    this.sets = sets;
  }

  NodeTable() {
    this(
        new Rows<>(),
        new Rows<>(),
        new Terms<>(),
        Postings.empty(),
        new SetIndex<>(),
        SparseVector.empty());
  }

  /** Returns the rows of the nodes. */
  public Rows<NodeRow> rows() {
    return rows;
  }

  /** Returns the rows of the nodes' selectors. */
  public Rows<NodeSelectorsRow> selectorRows() {
    return selectorRows;
  }

  /** Returns what tells the nodes of this table from others, and holds nothing else. */
  public Object identity() {
    return identity;
  }

  /** Returns how many values the dictionaries hold. */
  int shared() {
    return types.size() + selectors.members() + selectors.sets();
  }

  /**
   * Returns the nodes that pass a filter.
   *
   * @param filter the filter; its selectors to compare with are not empty
   */
  public Matches find(NodeFilter filter) {
    Matches.Builder matches = new Matches.Builder(rows);
    filter.ids().ifPresent(ids -> byIds(ids, matches));
    filter
        .attestationType()
        .ifPresent(
            type ->
                matches.filter(
                    types.candidates(type),
                    ordinal -> rows.get(ordinal).attestationType().equals(type)));
    filter.banned().ifPresent(flag -> byBanned(flag, matches));
    filter.selectors().map(selectors::find).ifPresent(found -> bySelectors(found, matches));
    filter
        .canReattest()
        .ifPresent(flag -> matches.filter(ordinal -> rows.get(ordinal).canReattest() == flag));
    filter
        .expiresBefore()
        .ifPresent(time -> matches.filter(ordinal -> rows.get(ordinal).expiresBefore(time)));
    filter
        .validAt()
        .ifPresent(time -> matches.filter(ordinal -> !rows.get(ordinal).expiresBefore(time)));
    return matches.build();
  }

  private void bySelectors(SetIndex.Found<Selector> found, Matches.Builder matches) {
    IntPredicate test =
        ordinal -> {
          Word<Members<Selector>> set = sets.get(ordinal);
          return set != null && found.test().test(set.value());
        };
    matches.filter(found.candidates(), test);
    if (!found.complete()) {
      matches.filter(test);
    }
  }

  private void byIds(Set<SpiffeId> ids, Matches.Builder matches) {
    int[] ordinals =
        ids.stream()
            .map(rows::named)
            .filter(Objects::nonNull)
            .mapToInt(Row::ordinal)
            .sorted()
            .toArray();
    matches.filter(Candidates.of(ordinals), ordinal -> ids.contains(rows.get(ordinal).key()));
  }

  private void byBanned(boolean flag, Matches.Builder matches) {
    if (flag) {
      matches.filter(Candidates.posting(banned, BANNED), ordinal -> rows.get(ordinal).banned());
    } else {
      matches.filter(ordinal -> !rows.get(ordinal).banned());
    }
  }

  /**
   * Returns the sets of node selectors that pass a filter.
   *
   * @param filter the filter
   */
  public Matches find(NodeSelectorFilter filter) {
    Matches.Builder matches = new Matches.Builder(selectorRows);
    filter
        .validAt()
        .ifPresent(
            time -> matches.filter(ordinal -> isValidAfter(time, selectorRows.get(ordinal))));
    return matches.build();
  }

  private boolean isValidAfter(Instant time, NodeSelectorsRow selectors) {
    NodeRow node = rows.named(selectors.key());
    return node != null && node.expiresAfter(time);
  }

  Editor edit() {
    return new Editor();
  }

  /** Numbers the values of new rows, and makes the next table. Not thread-safe. */
  final class Editor {

    private final Terms<String>.Editor sharedTypes = types.edit();
    private final SetIndex<Selector>.Editor selectorSets = selectors.edit();

    private final Map<SpiffeId, SpiffeId> newIds = new HashMap<>();

    /** Returns an attestation type that rows share. */
    String type(String attestationType) {
      return sharedTypes.shared(attestationType);
    }

    SetIndex<Selector>.Editor selectors() {
      return selectorSets;
    }

    /** Returns the id that a node and its selectors share, whichever comes first. */
    SpiffeId id(SpiffeId id) {
      NodeRow node = rows.named(id);
      if (node != null) {
        return node.key();
      }
      NodeSelectorsRow set = selectorRows.named(id);
      return set != null ? set.key() : newIds.computeIfAbsent(id, it -> it);
    }

    /** Returns the row of a node of which nothing is shared with others. */
    NodeRow row(RecordRow.Origin<AttestedNode> origin) {
      return new NodeRow(origin);
    }

    /** Returns the row of a node's selectors of which nothing is shared with others. */
    NodeSelectorsRow selectorsRow(RecordRow.Origin<NodeSelectorSet> origin) {
      return new NodeSelectorsRow(origin, selectorSets.set(origin.stored().value().selectors()));
    }

    NodeTable build(Delta<NodeRow> nodes, Delta<NodeSelectorsRow> changedSelectors) {
      if (nodes.isEmpty() && changedSelectors.isEmpty()) {
        return NodeTable.this;
      }
      Rows<NodeRow> nextRows = rows.with(nodes);
      Rows<NodeSelectorsRow> nextSelectors = selectorRows.with(changedSelectors);
      Delta<Word<Members<Selector>>> joined =
          join(nodes, changedSelectors, nextRows, nextSelectors);
      return new NodeTable(
          nextRows,
          nextSelectors,
          types.with(nodes.map(row -> Optional.of(row.attestationType()))),
          banned.with(nodes.changes(NodeRow::banned, row -> BANNED)),
          selectorSets.build(joined),
          withSets(joined));
    }

    /** Returns the sets that nodes lose and gain. */
    private Delta<Word<Members<Selector>>> join(
        Delta<NodeRow> nodes,
        Delta<NodeSelectorsRow> changedSelectors,
        Rows<NodeRow> nextRows,
        Rows<NodeSelectorsRow> nextSelectors) {
      List<Placed<Word<Members<Selector>>>> removed = new ArrayList<>();
      List<Placed<Word<Members<Selector>>>> added = new ArrayList<>();
      Set<Integer> left = new HashSet<>();
      for (Placed<NodeRow> node : nodes.removed()) {
        lose(node.ordinal(), removed);
        left.add(node.ordinal());
      }
      Set<Integer> reached = new HashSet<>();
      for (Placed<NodeRow> node : nodes.added()) {
        gain(node, nextSelectors, added);
        reached.add(node.ordinal());
      }
      Stream.concat(changedSelectors.removed().stream(), changedSelectors.added().stream())
          .map(placed -> nextRows.named(placed.row().key()))
          .filter(Objects::nonNull)
          .filter(node -> reached.add(node.ordinal()))
          .forEach(
              node -> {
                if (left.add(node.ordinal())) {
                  lose(node.ordinal(), removed);
                }
                gain(new Placed<>(node.ordinal(), node), nextSelectors, added);
              });
      added.sort(Comparator.comparingInt(Placed::ordinal));
      return new Delta<>(removed, added, nodes.next());
    }

    private void lose(int ordinal, List<Placed<Word<Members<Selector>>>> removed) {
      Word<Members<Selector>> set = sets.get(ordinal);
      if (set != null) {
        removed.add(new Placed<>(ordinal, set));
      }
    }

    private void gain(
        Placed<NodeRow> node,
        Rows<NodeSelectorsRow> nextSelectors,
        List<Placed<Word<Members<Selector>>>> added) {
      NodeSelectorsRow found = nextSelectors.named(node.row().key());
      if (found != null) {
        added.add(new Placed<>(node.ordinal(), selectorSets.adopted(found.selectors())));
      }
    }

    private SparseVector<Word<Members<Selector>>> withSets(Delta<Word<Members<Selector>>> joined) {
      if (sets.size() == 0) {
        SparseVector.Builder<Word<Members<Selector>>> builder = new SparseVector.Builder<>();
        joined.added().forEach(placed -> builder.put(placed.ordinal(), placed.row()));
        return builder.build();
      }
      SparseVector<Word<Members<Selector>>> changed = sets;
      for (Placed<Word<Members<Selector>>> placed : joined.removed()) {
        changed = changed.without(placed.ordinal());
      }
      for (Placed<Word<Members<Selector>>> placed : joined.added()) {
        changed = changed.with(placed.ordinal(), placed.row());
      }
      return changed;
    }
  }
}
