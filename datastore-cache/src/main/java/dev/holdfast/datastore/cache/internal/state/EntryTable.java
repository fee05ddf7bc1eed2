package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.state.Candidates.Precision;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import dev.holdfast.store.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The registration entries with their indexes. Immutable. */
public final class EntryTable {

  /** The number under which all downstream entries stand. */
  private static final int DOWNSTREAM = 0;

  /** Changing more entries at once is taken for a change of all. */
  private static final int MOST_STAMPED = 1_000;

  private final Object identity = new Object();
  private final Rows<EntryRow> rows;
  private final Dictionary<String> parents;
  private final Postings byParent;
  private final Postings bySpiffeId;
  private final Postings byHint;
  private final Postings downstream;
  private final SetIndex<Selector> selectors;
  private final SetIndex<TrustDomain> federatesWith;
  private final Stamps stamps;

  private EntryTable(
      Rows<EntryRow> rows,
      Dictionary<String> parents,
      Postings byParent,
      Postings bySpiffeId,
      Postings byHint,
      Postings downstream,
      SetIndex<Selector> selectors,
      SetIndex<TrustDomain> federatesWith,
      Stamps stamps) {
    this.rows = rows;
    this.parents = parents;
    this.byParent = byParent;
    this.bySpiffeId = bySpiffeId;
    this.byHint = byHint;
    this.downstream = downstream;
    this.selectors = selectors;
    this.federatesWith = federatesWith;
    this.stamps = stamps;
  }

  EntryTable() {
    this(
        new Rows<>(),
        new Dictionary<>(Hash::of),
        Postings.empty(),
        Postings.empty(),
        Postings.empty(),
        Postings.empty(),
        new SetIndex<>(selector -> Hash.of(selector.type(), selector.value())),
        new SetIndex<>(domain -> Hash.of(domain.name())),
        Stamps.none());
  }

  /** Returns the rows. */
  public Rows<EntryRow> rows() {
    return rows;
  }

  /** Returns how many values the dictionaries hold. */
  int shared() {
    return parents.size() + selectors.members().size() + federatesWith.members().size();
  }

  /**
   * Returns the entries that pass a filter.
   *
   * @param filter the filter; its selectors to compare with are not empty
   */
  public Matches find(EntryFilter filter) {
    Matches.Builder matches = new Matches.Builder(Candidates.all(rows));
    filter.parentId().ifPresent(id -> byParent(id.toString(), matches));
    filter
        .spiffeId()
        .map(id -> Bytes.utf8(id.toString()))
        .ifPresent(
            id ->
                matches.filter(
                    Candidates.posting(bySpiffeId, Hash.of(id), Precision.UPPER_BOUND),
                    ordinal -> rows.get(ordinal).hasSpiffeId(id)));
    filter.selectors().ifPresent(match -> bySet(selectors, match, EntryRow::selectors, matches));
    filter
        .federatesWith()
        .ifPresent(match -> bySet(federatesWith, match, EntryRow::federatesWith, matches));
    filter
        .hint()
        .map(Bytes::utf8)
        .ifPresent(
            hint ->
                matches.filter(
                    Candidates.posting(byHint, Hash.of(hint), Precision.UPPER_BOUND),
                    ordinal -> rows.get(ordinal).hasHint(hint)));
    filter.downstream().ifPresent(flag -> byDownstream(flag, matches));
    return matches.build();
  }

  /**
   * Returns the ordinals of the entries that have a parent, ascending.
   *
   * @param parent the parent's SPIFFE id
   */
  public PrimitiveIterator.OfInt children(String parent) {
    OptionalInt number = parents.find(parent);
    return number.isPresent()
        ? byParent.ordinals(number.getAsInt(), 0)
        : IntStream.empty().iterator();
  }

  /**
   * Returns the place at which a parent is stamped, the same in every table.
   *
   * @param parent the parent's SPIFFE id
   */
  public static int placeOf(String parent) {
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

  private void byParent(String parent, Matches.Builder matches) {
    OptionalInt number = parents.find(parent);
    if (number.isEmpty()) {
      matches.filter(Candidates.none(), ordinal -> false);
    } else {
      matches.filter(
          Candidates.posting(byParent, number.getAsInt(), Precision.EXACT),
          ordinal -> rows.get(ordinal).parent() == number.getAsInt());
    }
  }

  private <T> void bySet(
      SetIndex<T> index,
      SetMatch<T> match,
      Function<EntryRow, int[]> set,
      Matches.Builder matches) {
    SetIndex.Found found = index.find(match);
    matches.filter(found.candidates(), ordinal -> found.test().test(set.apply(rows.get(ordinal))));
  }

  private void byDownstream(boolean flag, Matches.Builder matches) {
    if (flag) {
      matches.filter(
          Candidates.posting(downstream, DOWNSTREAM, Precision.EXACT),
          ordinal -> rows.get(ordinal).downstream());
    } else {
      matches.filter(ordinal -> !rows.get(ordinal).downstream());
    }
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
            .bySelectors(dev.holdfast.datastore.Match.EXACT, Set.copyOf(entry.selectors()));
    OptionalInt parent = parents.find(entry.parentId().map(Object::toString).orElse(""));
    if (parent.isEmpty()) {
      return OptionalInt.empty();
    }
    var candidates = find(filter).ordinals(0);
    while (candidates.hasNext()) {
      int ordinal = candidates.nextInt();
      if (rows.get(ordinal).parent() == parent.getAsInt()) {
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
  private Set<String> withAncestors(Set<String> ids) {
    Set<String> all = new HashSet<>();
    Deque<String> left = new ArrayDeque<>(ids);
    while (!left.isEmpty()) {
      String id = left.remove();
      if (all.add(id)) {
        Bytes text = Bytes.utf8(id);
        PrimitiveIterator.OfInt candidates = bySpiffeId.ordinals(Hash.of(text), 0);
        while (candidates.hasNext()) {
          EntryRow row = rows.get(candidates.nextInt());
          if (row.hasSpiffeId(text)) {
            left.add(parents.value(row.parent()));
          }
        }
      }
    }
    return all;
  }

  private EntryTable with(Stamps other) {
    return new EntryTable(
        rows, parents, byParent, bySpiffeId, byHint, downstream, selectors, federatesWith, other);
  }

  Editor edit() {
    return new Editor();
  }

  /** Numbers the values of new rows, and makes the next table. Not thread-safe. */
  final class Editor {

    private final Dictionary<String>.Editor parentNumbers = parents.edit();
    private final Dictionary<Selector>.Editor selectorNumbers = selectors.members().edit();
    private final Dictionary<TrustDomain>.Editor domainNumbers = federatesWith.members().edit();

    /** Returns what filters need of an entry. */
    EntryRow.Fields fields(RegistrationEntry entry) {
      Set<Selector> set = new HashSet<>();
      for (Selector selector : entry.selectors()) {
        set.add(new Selector(selector.type().intern(), selector.value()));
      }
      return new EntryRow.Fields(
          parentNumbers.number(entry.parentId().map(Object::toString).orElse("")),
          SetIndex.numbers(selectorNumbers, set, set.size()),
          SetIndex.numbers(domainNumbers, entry.federatesWith(), entry.federatesWith().size()),
          entry.downstream());
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
      Postings withParents = byParent.with(delta.changes(EntryRow::parent));
      EntryTable unstamped =
          new EntryTable(
              rows.with(delta),
              parentNumbers.build(
                  withParents, delta.map(EntryRow::parent).removed().stream().map(Placed::row)),
              withParents,
              bySpiffeId.with(delta.changes(EntryRow::spiffeIdHash)),
              byHint.with(delta.changes(row -> !row.hasHint(Bytes.empty()), EntryRow::hintHash)),
              downstream.with(delta.changes(EntryRow::downstream, row -> DOWNSTREAM)),
              selectors.with(selectorNumbers, delta.map(EntryRow::selectors)),
              federatesWith.with(domainNumbers, delta.map(EntryRow::federatesWith)),
              stamps);
      return unstamped.with(stampsAfter(delta, unstamped, revision));
    }

    private Stamps stampsAfter(Delta<EntryRow> delta, EntryTable after, long revision) {
      if (delta.removed().size() + delta.added().size() > MOST_STAMPED) {
        return Stamps.all(revision);
      }
      Set<String> changed = new HashSet<>();
      delta.removed().forEach(placed -> changed.add(parents.value(placed.row().parent())));
      delta.added().forEach(placed -> changed.add(after.parents.value(placed.row().parent())));
      return stamps.with(changed, after.withAncestors(changed), revision);
    }
  }
}
