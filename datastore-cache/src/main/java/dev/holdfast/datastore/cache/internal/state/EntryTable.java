package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** The registration entries with their indexes. Immutable. */
public final class EntryTable {

  /** The number under which all downstream entries stand. */
  private static final int DOWNSTREAM = 0;

  /** Changing more entries at once is taken for a change of all. */
  private static final int MOST_STAMPED = 1_000;

  private final Object identity = new Object();
  private final Rows<EntryRow> rows;

  /** The entries of the rows, which lists reach so without the rows. */
  private final SparseVector<Stored<RegistrationEntry>> told;

  private final Terms<Optional<SpiffeId>> parents;
  private final Terms<SpiffeId> spiffeIds;
  private final Terms<String> hints;
  private final Postings downstream;
  private final SetIndex<Selector> selectors;
  private final SetIndex<TrustDomain> federatesWith;
  private final Stamps stamps;

  private EntryTable(
      Rows<EntryRow> rows,
      SparseVector<Stored<RegistrationEntry>> told,
      Terms<Optional<SpiffeId>> parents,
      Terms<SpiffeId> spiffeIds,
      Terms<String> hints,
      Postings downstream,
      SetIndex<Selector> selectors,
      SetIndex<TrustDomain> federatesWith,
      Stamps stamps) {
    this.rows = rows;
    this.told = told;
    this.parents = parents;
    this.spiffeIds = spiffeIds;
    this.hints = hints;
    this.downstream = downstream;
    this.selectors = selectors;
    this.federatesWith = federatesWith;
    this.stamps = stamps;
  }

  EntryTable() {
    this(
        new Rows<>(),
        SparseVector.empty(),
        new Terms<>(),
        new Terms<>(),
        new Terms<>(),
        Postings.empty(),
        new SetIndex<>(),
        new SetIndex<>(),
        Stamps.none());
  }

  /** Returns the rows. */
  public Rows<EntryRow> rows() {
    return rows;
  }

  /** Returns how many values the dictionaries hold. */
  int shared() {
    return parents.size()
        + spiffeIds.size()
        + hints.size()
        + selectors.members()
        + selectors.sets()
        + federatesWith.members()
        + federatesWith.sets();
  }

  /**
   * Returns the entries that pass a filter.
   *
   * @param filter the filter; its selectors to compare with are not empty
   */
  public Matches find(EntryFilter filter) {
    Matches.Builder matches = new Matches.Builder(rows);
    if (filter.parentId().isPresent()) {
      Optional<SpiffeId> parent = filter.parentId();
      matches.filter(
          parents.candidates(parent), ordinal -> rows.get(ordinal).parent().equals(parent));
    }
    if (filter.spiffeId().isPresent()) {
      SpiffeId id = filter.spiffeId().get();
      matches.filter(spiffeIds.candidates(id), ordinal -> rows.get(ordinal).spiffeId().equals(id));
    }
    if (filter.selectors().isPresent()) {
      filter(matches, selectors.find(filter.selectors().get()), EntryRow::selectors);
    }
    if (filter.federatesWith().isPresent()) {
      filter(matches, federatesWith.find(filter.federatesWith().get()), EntryRow::federatesWith);
    }
    if (filter.hint().isPresent()) {
      String hint = filter.hint().get();
      matches.filter(hints.candidates(hint), ordinal -> rows.get(ordinal).hint().equals(hint));
    }
    if (filter.downstream().isPresent()) {
      byDownstream(filter.downstream().get(), matches);
    }
    return matches.build();
  }

  /**
   * Returns the entries that pass a filter, in the order of their creation.
   *
   * @param filter the filter; its selectors to compare with are not empty
   */
  @SuppressWarnings("unchecked") // an array of nothing but entries
  public List<Stored<RegistrationEntry>> list(EntryFilter filter) {
    Matches found = find(filter);
    int[] few = found.few();
    if (few == null) {
      List<Stored<RegistrationEntry>> many = new ArrayList<>();
      found.ordinals(0).forEachRemaining((int ordinal) -> many.add(rows.get(ordinal).stored()));
      return Collections.unmodifiableList(many);
    }
    Object[] items = new Object[few.length];
    for (int i = 0; i < few.length; i++) {
      items[i] = told.get(few[i]);
    }
    return (List<Stored<RegistrationEntry>>) (List<?>) List.of(items);
  }

  private <T> void filter(
      Matches.Builder matches, SetIndex.Found<T> found, Function<EntryRow, Word<Members<T>>> set) {
    IntPredicate test = ordinal -> found.test().test(set.apply(rows.get(ordinal)).value());
    matches.filter(found.candidates(), test);
    if (!found.complete()) {
      matches.filter(test);
    }
  }

  private void byDownstream(boolean flag, Matches.Builder matches) {
    if (flag) {
      matches.filter(
          Candidates.posting(downstream, DOWNSTREAM), ordinal -> rows.get(ordinal).downstream());
    } else {
      matches.filter(ordinal -> !rows.get(ordinal).downstream());
    }
  }

  /**
   * Returns the ordinals of the entries that have a parent, ascending.
   *
   * @param parent the parent's SPIFFE id
   */
  public PrimitiveIterator.OfInt children(SpiffeId parent) {
    return parents.candidates(Optional.of(parent)).from(0);
  }

  /**
   * Returns the place at which a parent is stamped, the same in every table.
   *
   * @param parent the parent's SPIFFE id
   */
  public static int placeOf(SpiffeId parent) {
    return Stamps.placeOf(parent);
  }

  /**
   * Returns the revision at which an entry with a parent last came, changed or went, or a later
   * one.
   *
   * @param place the parent's place
   */
  public long childrenChanged(int place) {
    return stamps.children(place);
  }

  /**
   * Returns the revision at which an entry below a parent, through any number of levels, last came,
   * changed or went, or a later one.
   *
   * @param place the parent's place
   */
  public long descendantsChanged(int place) {
    return stamps.descendants(place);
  }

  /** Returns what tells the entries of this table from others, and holds nothing else. */
  public Object identity() {
    return identity;
  }

  /**
   * Returns the entry that has the same parent id, SPIFFE id and set of selectors as another.
   *
   * @param entry the other; its selectors are not empty
   */
  public OptionalInt findSimilar(RegistrationEntry entry) {
    EntryFilter filter =
        EntryFilter.all()
            .bySpiffeId(entry.spiffeId())
            .bySelectors(Match.EXACT, Set.copyOf(entry.selectors()));
    var candidates = find(filter).ordinals(0);
    while (candidates.hasNext()) {
      int ordinal = candidates.nextInt();
      if (rows.get(ordinal).parent().equals(entry.parentId())) {
        return OptionalInt.of(ordinal);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Returns SPIFFE ids with the parents of the entries that have them, and theirs in turn.
   *
   * <p>What is beneath an id changes for those above it alone that were above it before or are now.
   * Of those that were, and are not, an entry in between has changed, and so has its parent.
   */
  private Set<Optional<SpiffeId>> withAncestors(Set<Optional<SpiffeId>> ids) {
    Set<Optional<SpiffeId>> all = new HashSet<>();
    Deque<Optional<SpiffeId>> left = new ArrayDeque<>(ids);
    while (!left.isEmpty()) {
      Optional<SpiffeId> id = left.remove();
      if (all.add(id) && id.isPresent()) {
        spiffeIds
            .candidates(id.get())
            .from(0)
            .forEachRemaining((int ordinal) -> left.add(rows.get(ordinal).parent()));
      }
    }
    return all;
  }

  private EntryTable with(Stamps otherStamps) {
    return new EntryTable(
        rows, told, parents, spiffeIds, hints, downstream, selectors, federatesWith, otherStamps);
  }

  Editor edit() {
    return new Editor();
  }

  /** Numbers the values of new rows, and makes the next table. Not thread-safe. */
  final class Editor {

    private final Terms<Optional<SpiffeId>>.Editor sharedParents = parents.edit();
    private final Terms<SpiffeId>.Editor sharedIds = spiffeIds.edit();
    private final Terms<String>.Editor sharedHints = hints.edit();
    private final SetIndex<Selector>.Editor selectorSets = selectors.edit();
    private final SetIndex<TrustDomain>.Editor domainSets = federatesWith.edit();

    /** Returns a parent that rows share. */
    Optional<SpiffeId> parent(Optional<SpiffeId> parent) {
      return sharedParents.shared(parent);
    }

    /** Returns a SPIFFE id that rows share. */
    SpiffeId spiffeId(SpiffeId id) {
      return sharedIds.shared(id);
    }

    /** Returns a hint that rows share. */
    String hint(String hint) {
      return sharedHints.shared(hint);
    }

    SetIndex<Selector>.Editor selectors() {
      return selectorSets;
    }

    SetIndex<TrustDomain>.Editor domains() {
      return domainSets;
    }

    /** Returns the row of a record of which nothing is shared with others. */
    EntryRow row(RecordRow.Origin<RegistrationEntry> origin) {
      RegistrationEntry entry = origin.stored().value();
      return new EntryRow(
          origin, selectorSets.set(entry.selectors()), domainSets.set(entry.federatesWith()));
    }

    /**
     * Makes the next table.
     *
     * @param delta the rows that it loses and gains
     * @param revision when
     */
    EntryTable build(Delta<EntryRow> delta, long revision) {
      if (delta.isEmpty()) {
        return EntryTable.this;
      }
      CompletableFuture<SetIndex<Selector>> nextSelectors =
          Together.make(
              delta.added().size(), () -> selectorSets.build(delta.map(EntryRow::selectors)));
      CompletableFuture<Rows<EntryRow>> nextRows =
          Together.make(delta.added().size(), () -> rows.with(delta));
      var nextTold = Rows.changed(told, delta.map(EntryRow::stored));
      var nextParents = parents.with(delta.map(row -> Optional.of(row.parent())));
      var nextIds = spiffeIds.with(delta.map(row -> Optional.of(row.spiffeId())));
      var nextHints = hints.with(delta.map(Editor::hintOf));
      var nextDownstream = downstream.with(delta.changes(EntryRow::downstream, row -> DOWNSTREAM));
      var nextDomains = domainSets.build(delta.map(EntryRow::federatesWith));
      EntryTable unstamped =
          new EntryTable(
              nextRows.join(),
              nextTold,
              nextParents,
              nextIds,
              nextHints,
              nextDownstream,
              nextSelectors.join(),
              nextDomains,
              stamps);
      return unstamped.with(stampsAfter(delta, unstamped, revision));
    }

    private static Optional<String> hintOf(EntryRow row) {
      return row.hint().isEmpty() ? Optional.empty() : Optional.of(row.hint());
    }

    private Stamps stampsAfter(Delta<EntryRow> delta, EntryTable after, long revision) {
      if (delta.removed().size() + delta.added().size() > MOST_STAMPED) {
        return Stamps.all(revision);
      }
      Set<Optional<SpiffeId>> changed = new HashSet<>();
      delta.removed().forEach(placed -> changed.add(placed.row().parent()));
      delta.added().forEach(placed -> changed.add(placed.row().parent()));
      return stamps.with(changed, after.withAncestors(changed), revision);
    }
  }
}
