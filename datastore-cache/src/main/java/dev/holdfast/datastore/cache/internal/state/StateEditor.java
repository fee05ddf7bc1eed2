package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next state from one: for a single commit, for several at once, and for a whole load
 * alike. Not thread-safe.
 *
 * <p>A value that cannot be read is left out of the state, noted in it, and logged.
 */
public final class StateEditor {

  /** Ordinals are given out anew before they run out. */
  static final int MOST_ORDINALS = 1 << 30;

  private static final Logger LOG = LoggerFactory.getLogger(StateEditor.class);

  private final State base;
  private final int mostOrdinals;
  private final EntryTable.Editor entries;
  private final NodeTable.Editor nodes;
  private final RowReader reader;
  private final Map<RecordKind, Map<Bytes, Pending>> pending = new EnumMap<>(RecordKind.class);
  private final Map<RecordKind, List<Row>> loaded = new ConcurrentHashMap<>();
  private final Set<Bytes> unreadable;
  private final BoundedCounts bounded;

  /**
   * Makes an editor.
   *
   * @param base the state to begin with
   */
  public StateEditor(State base) {
    this(base, MOST_ORDINALS);
  }

  StateEditor(State base, int mostOrdinals) {
    this.base = base;
    this.mostOrdinals = mostOrdinals;
    this.entries = base.entries().edit();
    this.nodes = base.nodes().edit();
    this.reader = new RowReader(entries, nodes, base.floor().historyId());
    this.unreadable = ConcurrentHashMap.newKeySet();
    unreadable.addAll(base.unreadable());
    this.bounded = new BoundedCounts(base.bounded());
    for (RecordKind kind : RecordKind.values()) {
      pending.put(kind, new LinkedHashMap<>());
    }
  }

  /**
   * Puts a stored value.
   *
   * @param stored the key and value, with their revisions
   * @return what that changes in the state, if anything
   */
  public Optional<RowChange> put(KeyValue stored) {
    Optional<RecordKind> kind = Layout.kindOf(stored.key());
    if (kind.isEmpty()) {
      note(stored.key(), "this version knows no such kind of record");
      return Optional.empty();
    }
    boolean wasReadable = !unreadable.contains(stored.key());
    Optional<Row> row = read(kind.get(), stored);
    return base.holds(kind.get())
        ? change(kind.get(), stored.key(), row)
        : bounded.put(kind.get(), stored, row, wasReadable);
  }

  /**
   * Puts the stored value of a key that is put once, to a kind of which the state has no rows. Two
   * threads may do so, parted as {@link StateReload} tells.
   *
   * @return what that changes in the state, if anything
   */
  Optional<RowChange> load(RecordKind kind, KeyValue stored) {
    Optional<Row> row = read(kind, stored);
    row.ifPresent(it -> loaded.computeIfAbsent(kind, k -> new ArrayList<>()).add(it));
    return RowChange.between(Optional.empty(), row);
  }

  /** Reads a value; nothing means that it cannot be read, which is noted. */
  private Optional<Row> read(RecordKind kind, KeyValue stored) {
    try {
      Row row = reader.read(kind, stored);
      unreadable.remove(stored.key());
      return Optional.of(row);
    } catch (UnreadableException e) {
      note(stored.key(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Begins to count the records of bounded kinds anew. */
  void recount() {
    bounded.clear();
  }

  /** Counts a record of a bounded kind, whatever was there before. */
  void count(RecordKind kind, KeyValue stored) {
    if (read(kind, stored).isPresent()) {
      bounded.add(kind);
    }
  }

  private void note(Bytes key, String problem) {
    unreadable.add(key);
    LOG.warn("the value of {} is left out, since it cannot be read: {}", key, problem);
  }

  /**
   * Deletes a key.
   *
   * @param key the key
   * @return what that changes in the state, if anything
   */
  public Optional<RowChange> delete(Bytes key) {
    boolean wasReadable = !unreadable.remove(key);
    return Layout.kindOf(key)
        .flatMap(
            kind ->
                base.holds(kind)
                    ? change(kind, key, Optional.empty())
                    : bounded.delete(kind, key, wasReadable));
  }

  private Optional<RowChange> change(RecordKind kind, Bytes key, Optional<Row> row) {
    Map<Bytes, Pending> ofKind = pending.computeIfAbsent(kind, k -> new LinkedHashMap<>());
    Pending record = ofKind.computeIfAbsent(key, k -> Pending.of(base.find(kind, k)));
    ofKind.put(key, record.to(row));
    return RowChange.between(record.after(), row);
  }

  /**
   * Returns the next state.
   *
   * @param floor its history and revision
   */
  public State build(Floor floor) {
    Map<RecordKind, Rows<PlainRow>> plain = new EnumMap<>(RecordKind.class);
    boolean changed = false;
    for (RecordKind kind : State.PLAIN) {
      Delta<PlainRow> delta = delta(kind, base.plain(kind), PlainRow.class);
      plain.put(kind, base.plain(kind).with(delta));
      changed |= !delta.isEmpty();
    }
    Delta<EntryRow> changedEntries =
        delta(RecordKind.REGISTRATION_ENTRY, base.entries().rows(), EntryRow.class);
    Delta<NodeRow> changedNodes =
        delta(RecordKind.ATTESTED_NODE, base.nodes().rows(), NodeRow.class);
    Delta<NodeSelectorsRow> nodeSelectors =
        delta(RecordKind.NODE_SELECTORS, base.nodes().selectorRows(), NodeSelectorsRow.class);
    changed |= bounded.isChanged();
    changed |= !(changedEntries.isEmpty() && changedNodes.isEmpty() && nodeSelectors.isEmpty());
    CompletableFuture<NodeTable> nextNodes =
        Together.make(changedNodes.added().size(), () -> nodes.build(changedNodes, nodeSelectors));
    EntryTable nextEntries = entries.build(changedEntries, floor.revision());
    return new State(
        floor,
        changed ? floor.revision() : base.changedAt(),
        plain,
        nextEntries,
        nextNodes.join(),
        unreadable,
        bounded.counts());
  }

  private <R extends Row> Delta<R> delta(RecordKind kind, Rows<R> rows, Class<R> type) {
    List<Placed<R>> removed = new ArrayList<>();
    List<Placed<R>> added = new ArrayList<>();
    List<R> unsorted = new ArrayList<>();
    loaded.getOrDefault(kind, List.of()).forEach(row -> unsorted.add(type.cast(row)));
    for (Pending record : pending.getOrDefault(kind, Map.of()).values()) {
      Optional<R> before = record.before().map(type::cast);
      Optional<R> after = record.after().map(type::cast);
      if (before.isPresent()) {
        removed.add(new Placed<>(before.get().ordinal(), before.get()));
      }
      if (after.isPresent()) {
        if (record.staysInPlace()) {
          added.add(placed(after.get(), before.orElseThrow().ordinal()));
        } else {
          unsorted.add(after.get());
        }
      }
    }
    List<R> created = CreationOrder.sorted(unsorted);
    added.sort(Comparator.comparingInt(Placed::ordinal));
    if (!created.isEmpty() && mustRenumber(rows, created)) {
      return renumbered(rows, type, removed, added, created);
    }
    int next = rows.next();
    for (R row : created) {
      added.add(placed(row, next++));
    }
    return new Delta<>(removed, added, next);
  }

  private static <R extends Row> Placed<R> placed(R row, int ordinal) {
    row.place(ordinal);
    return new Placed<>(ordinal, row);
  }

  /** Tells whether appending rows would leave the order of creation, or the range of ordinals. */
  private boolean mustRenumber(Rows<?> rows, List<? extends Row> created) {
    Row first = created.get(0);
    int behind = rows.behind(first.createRevision(), first.position());
    return rows.ordinals(behind).hasNext() || rows.next() > mostOrdinals - created.size();
  }

  /** Gives all rows of a table new ordinals, from 0 on. */
  private static <R extends Row> Delta<R> renumbered(
      Rows<R> rows,
      Class<R> type,
      List<Placed<R>> removed,
      List<Placed<R>> added,
      List<R> created) {
    Set<Integer> gone = new HashSet<>();
    removed.forEach(placed -> gone.add(placed.ordinal()));
    List<R> all = new ArrayList<>(created);
    added.forEach(placed -> all.add(placed.row()));
    List<Placed<R>> allRemoved = new ArrayList<>();
    for (PrimitiveIterator.OfInt ordinals = rows.ordinals(0); ordinals.hasNext(); ) {
      int ordinal = ordinals.nextInt();
      allRemoved.add(new Placed<>(ordinal, rows.get(ordinal)));
      if (!gone.contains(ordinal)) {
        // States before this one go on with the row where it is.
        all.add(type.cast(rows.get(ordinal).copy()));
      }
    }
    List<Placed<R>> allAdded = new ArrayList<>();
    for (R row : CreationOrder.sorted(all)) {
      allAdded.add(placed(row, allAdded.size()));
    }
    return new Delta<>(allRemoved, allAdded, allAdded.size());
  }

  /**
   * What becomes of one key.
   *
   * @param before its row before
   * @param after its row afterwards
   */
  private record Pending(Optional<Row> before, Optional<Row> after) {

    static Pending of(Optional<Row> row) {
      return new Pending(row, row);
    }

    Pending to(Optional<Row> row) {
      return new Pending(before, row);
    }

    /** Returns whether the record is the same one as before, not one created anew. */
    boolean staysInPlace() {
      return before.isPresent()
          && after.isPresent()
          && before.get().createRevision() == after.get().createRevision();
    }
  }
}
