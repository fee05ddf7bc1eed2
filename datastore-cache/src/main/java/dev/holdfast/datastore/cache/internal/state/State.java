package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Bytes;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All records at one revision, but for those of kinds that are bounded: of them it holds only how
 * many there are. Immutable.
 */
public final class State {

  /** The kinds whose records are found by their keys only. */
  static final Set<RecordKind> PLAIN =
      Collections.unmodifiableSet(
          EnumSet.of(
              RecordKind.BUNDLE,
              RecordKind.JOIN_TOKEN,
              RecordKind.FEDERATION_RELATIONSHIP,
              RecordKind.CA_JOURNAL));

  private static final Rows<PlainRow> NO_ROWS = new Rows<>();

  private final Floor floor;
  private final long changedAt;
  private final Map<RecordKind, Rows<PlainRow>> plain;
  private final EntryTable entries;
  private final NodeTable nodes;
  private final Set<Bytes> unreadable;
  private final Map<RecordKind, Long> bounded;

  State(
      Floor floor,
      long changedAt,
      Map<RecordKind, Rows<PlainRow>> plain,
      EntryTable entries,
      NodeTable nodes,
      Set<Bytes> unreadable,
      Map<RecordKind, Long> bounded) {
    this.floor = floor;
    this.changedAt = changedAt;
    this.plain = Map.copyOf(plain);
    this.entries = entries;
    this.nodes = nodes;
    this.unreadable = Set.copyOf(unreadable);
    this.bounded = Map.copyOf(bounded);
  }

  /**
   * Returns the state without records.
   *
   * @param floor its history and revision
   */
  public static State empty(Floor floor) {
    return empty(floor, Set.of());
  }

  /**
   * Returns the state without records.
   *
   * @param floor its history and revision
   * @param bounded the kinds of which it never holds any
   */
  public static State empty(Floor floor, Set<RecordKind> bounded) {
    return new State(
        floor,
        floor.revision(),
        Map.of(),
        new EntryTable(),
        new NodeTable(),
        Set.of(),
        bounded.stream().collect(Collectors.toMap(kind -> kind, kind -> 0L)));
  }

  /** Returns the history and revision. */
  public Floor floor() {
    return floor;
  }

  /** Returns the revision since which no record has changed. */
  long changedAt() {
    return changedAt;
  }

  /**
   * Returns whether no record has changed from an earlier state to this one.
   *
   * @param earlier the earlier state
   */
  public boolean isUnchangedSince(Floor earlier) {
    return floor.historyId().equals(earlier.historyId())
        && changedAt <= earlier.revision()
        && earlier.revision() <= floor.revision();
  }

  /**
   * Returns the rows of a kind whose records are found by their keys only.
   *
   * @param kind the kind
   */
  public Rows<PlainRow> plain(RecordKind kind) {
    return plain.getOrDefault(kind, NO_ROWS);
  }

  /** Returns the registration entries. */
  public EntryTable entries() {
    return entries;
  }

  /** Returns the attested nodes and the selectors of nodes. */
  public NodeTable nodes() {
    return nodes;
  }

  /** Returns the keys whose values cannot be read. */
  public Set<Bytes> unreadable() {
    return unreadable;
  }

  /**
   * Returns whether it holds the records of a kind.
   *
   * @param kind the kind
   */
  public boolean holds(RecordKind kind) {
    return !bounded.containsKey(kind);
  }

  /** Returns how many records of bounded kinds there are. */
  Map<RecordKind, Long> bounded() {
    return bounded;
  }

  /**
   * Returns the rows of a kind.
   *
   * @param kind the kind
   */
  public Rows<? extends Row> rows(RecordKind kind) {
    return switch (kind) {
      case BUNDLE, JOIN_TOKEN, FEDERATION_RELATIONSHIP, CA_JOURNAL -> plain(kind);
      case REGISTRATION_ENTRY -> entries.rows();
      case ATTESTED_NODE -> nodes.rows();
      case NODE_SELECTORS -> nodes.selectorRows();
    };
  }

  /**
   * Returns the row of a record, if it is there.
   *
   * @param kind the kind of record
   * @param name its {@link dev.holdfast.datastore.IdentityRecord#key}
   * @throws IllegalStateException if it does not hold the kind, and so cannot tell
   */
  public Optional<Row> find(RecordKind kind, String name) {
    requireHeld(kind);
    return Layout.isSpiffeId(kind)
        ? find(kind, Layout.key(kind, name))
        : Optional.ofNullable(rows(kind).named(name));
  }

  /**
   * Returns the row of a record, if it is there.
   *
   * @param kind the kind of record
   * @param key the key under which it is stored
   * @throws IllegalStateException if it does not hold the kind, and so cannot tell
   */
  public Optional<Row> find(RecordKind kind, Bytes key) {
    requireHeld(kind);
    return rows(kind).find(kind, key).map(row -> row);
  }

  private void requireHeld(RecordKind kind) {
    if (!holds(kind)) {
      throw new IllegalStateException("the cache does not hold every " + kind);
    }
  }

  /** Returns how many records there are, kind by kind. */
  public Map<RecordKind, Long> counts() {
    Map<RecordKind, Long> counts = new EnumMap<>(RecordKind.class);
    for (RecordKind kind : RecordKind.values()) {
      counts.put(kind, bounded.getOrDefault(kind, (long) rows(kind).size()));
    }
    return counts;
  }

  /**
   * Returns the same records at a later revision, up to which none has changed.
   *
   * @param revision the revision
   */
  public State at(long revision) {
    return new State(
        new Floor(floor.historyId(), revision),
        changedAt,
        plain,
        entries,
        nodes,
        unreadable,
        bounded);
  }
}
