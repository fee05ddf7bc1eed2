package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.Candidates.Precision;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The attested nodes and the selectors of nodes, with their indexes. Immutable.
 *
 * <p>A node's selectors are a record of their own, under the same name. The index of nodes by
 * selectors joins the two, whichever of them changes.
 */
public final class NodeTable {

  /** The number under which all banned nodes stand. */
  private static final int BANNED = 0;

  private static final int[] NO_SELECTORS = {};

  private final Object identity = new Object();
  private final Rows<NodeRow> rows;
  private final Rows<NodeSelectorsRow> selectorRows;
  private final Dictionary<String> types;
  private final Postings byType;
  private final Postings banned;
  private final SetIndex<Selector> selectors;
  private final SparseVector<int[]> sets;

  private NodeTable(
      Rows<NodeRow> rows,
      Rows<NodeSelectorsRow> selectorRows,
      Dictionary<String> types,
      Postings byType,
      Postings banned,
      SetIndex<Selector> selectors,
      SparseVector<int[]> sets) {
    this.rows = rows;
    this.selectorRows = selectorRows;
    this.types = types;
    this.byType = byType;
    this.banned = banned;
    this.selectors = selectors;
    this.sets = sets;
  }

  NodeTable() {
    this(
        new Rows<>(),
        new Rows<>(),
        new Dictionary<>(Hash::of),
        Postings.empty(),
        Postings.empty(),
        new SetIndex<>(selector -> Hash.of(selector.type(), selector.value())),
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
    return types.size() + selectors.members().size();
  }

  /**
   * Returns the nodes that pass a filter.
   *
   * @param filter the filter; its selectors to compare with are not empty
   */
  public Matches find(NodeFilter filter) {
    Matches.Builder matches = new Matches.Builder(Candidates.all(rows));
    filter.ids().ifPresent(ids -> byIds(ids, matches));
    filter.attestationType().ifPresent(type -> byType(type, matches));
    filter.banned().ifPresent(flag -> byBanned(flag, matches));
    filter
        .selectors()
        .map(selectors::find)
        .ifPresent(
            found ->
                matches.filter(found.candidates(), ordinal -> found.test().test(setOf(ordinal))));
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

  private int[] setOf(int ordinal) {
    int[] set = sets.get(ordinal);
    return set == null ? NO_SELECTORS : set;
  }

  private void byIds(Set<SpiffeId> ids, Matches.Builder matches) {
    int[] ordinals =
        ids.stream()
            .map(id -> rows.find(Layout.key(RecordKind.ATTESTED_NODE, id.toString())))
            .flatMapToInt(OptionalInt::stream)
            .sorted()
            .toArray();
    Set<Integer> found = new HashSet<>();
    for (int ordinal : ordinals) {
      found.add(ordinal);
    }
    matches.filter(Candidates.of(ordinals, Precision.EXACT), found::contains);
  }

  private void byType(String type, Matches.Builder matches) {
    OptionalInt number = types.find(type);
    if (number.isEmpty()) {
      matches.filter(Candidates.none(), ordinal -> false);
    } else {
      matches.filter(
          Candidates.posting(byType, number.getAsInt(), Precision.EXACT),
          ordinal -> rows.get(ordinal).attestationType() == number.getAsInt());
    }
  }

  private void byBanned(boolean flag, Matches.Builder matches) {
    if (flag) {
      matches.filter(
          Candidates.posting(banned, BANNED, Precision.EXACT),
          ordinal -> rows.get(ordinal).banned());
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
    Matches.Builder matches = new Matches.Builder(Candidates.all(selectorRows));
    filter
        .validAt()
        .ifPresent(
            time -> matches.filter(ordinal -> isValidAfter(time, selectorRows.get(ordinal))));
    return matches.build();
  }

  private boolean isValidAfter(Instant time, NodeSelectorsRow selectors) {
    OptionalInt node = rows.find(Layout.key(RecordKind.ATTESTED_NODE, selectors.name()));
    return node.isPresent() && rows.get(node.getAsInt()).expiresAfter(time);
  }

  Editor edit() {
    return new Editor();
  }

  /** Numbers the values of new rows, and makes the next table. Not thread-safe. */
  final class Editor {

    private final Dictionary<String>.Editor typeNumbers = types.edit();
    private final Dictionary<Selector>.Editor selectorNumbers = selectors.members().edit();

    /** Returns the row of a node. */
    NodeRow row(Row.Origin origin, AttestedNode node) {
      return new NodeRow(
          origin,
          typeNumbers.number(node.attestationType()),
          node.banned(),
          node.canReattest(),
          node.certNotAfter().orElse(Instant.EPOCH));
    }

    NodeTable build(Delta<NodeRow> nodes, Delta<NodeSelectorsRow> changedSelectors) {
      if (nodes.isEmpty() && changedSelectors.isEmpty()) {
        return NodeTable.this;
      }
      Rows<NodeRow> nextRows = rows.with(nodes);
      Rows<NodeSelectorsRow> nextSelectors = selectorRows.with(changedSelectors);
      Delta<int[]> joined = join(nodes, changedSelectors, nextRows, nextSelectors);
      Postings withTypes = byType.with(nodes.changes(NodeRow::attestationType));
      return new NodeTable(
          nextRows,
          nextSelectors,
          typeNumbers.build(
              withTypes, nodes.map(NodeRow::attestationType).removed().stream().map(Placed::row)),
          withTypes,
          banned.with(nodes.changes(NodeRow::banned, row -> BANNED)),
          selectors.with(selectorNumbers, joined),
          withSets(joined));
    }

    /** Returns the sets that nodes lose and gain. */
    private Delta<int[]> join(
        Delta<NodeRow> nodes,
        Delta<NodeSelectorsRow> changedSelectors,
        Rows<NodeRow> nextRows,
        Rows<NodeSelectorsRow> nextSelectors) {
      List<Placed<int[]>> removed = new ArrayList<>();
      List<Placed<int[]>> added = new ArrayList<>();
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
          .map(placed -> nextRows.find(Layout.key(RecordKind.ATTESTED_NODE, placed.row().name())))
          .flatMapToInt(OptionalInt::stream)
          .filter(reached::add)
          .forEach(
              ordinal -> {
                if (left.add(ordinal)) {
                  lose(ordinal, removed);
                }
                gain(new Placed<>(ordinal, nextRows.get(ordinal)), nextSelectors, added);
              });
      added.sort(Comparator.comparingInt(Placed::ordinal));
      return new Delta<>(removed, added, nodes.next());
    }

    private void lose(int ordinal, List<Placed<int[]>> removed) {
      int @Nullable [] set = sets.get(ordinal);
      if (set != null) {
        removed.add(new Placed<>(ordinal, set));
      }
    }

    private void gain(
        Placed<NodeRow> node, Rows<NodeSelectorsRow> nextSelectors, List<Placed<int[]>> added) {
      OptionalInt found =
          nextSelectors.find(Layout.key(RecordKind.NODE_SELECTORS, node.row().name()));
      if (found.isPresent()) {
        Set<Selector> set = RowReader.selectors(nextSelectors.get(found.getAsInt()));
        added.add(new Placed<>(node.ordinal(), SetIndex.numbers(selectorNumbers, set, set.size())));
      }
    }

    private SparseVector<int[]> withSets(Delta<int[]> joined) {
      SparseVector<int[]> changed = sets;
      for (Placed<int[]> placed : joined.removed()) {
        changed = changed.without(placed.ordinal());
      }
      for (Placed<int[]> placed : joined.added()) {
        changed = changed.with(placed.ordinal(), placed.row());
      }
      return changed;
    }
  }
}
