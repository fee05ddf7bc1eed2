package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Brings a state to what a whole scan of the store tells: rows that have not changed stay as they
 * are, and rows that the scan does not tell go. Records of bounded kinds are counted, and what
 * became of them is not known.
 *
 * <p>One thread at a time puts, or two where there was nothing before: one what comes before {@link
 * #PARTING}, and one the rest. Both have ended before the state is built.
 */
public final class StateReload {

  /**
   * The key behind which the values begin that another thread may put than those before it: what
   * comes up to it are bundles and entries, which share nothing with what follows.
   */
  public static final Bytes PARTING =
      Layout.prefix(RecordKind.REGISTRATION_ENTRY).prefixEnd().orElseThrow();

  private final State base;
  private final StateEditor editor;
  private final Map<RecordKind, BitSet> seen = new EnumMap<>(RecordKind.class);
  private final Set<Bytes> unreadable;
  private final Consumer<RowChange> changes;

  /**
   * Makes a reload.
   *
   * @param base the state before, of the same history
   * @param changes is told what differs from it
   */
  public StateReload(State base, Consumer<RowChange> changes) {
    this.base = base;
    this.changes = changes;
    this.editor = new StateEditor(base);
    editor.recount();
    this.unreadable = ConcurrentHashMap.newKeySet();
    unreadable.addAll(base.unreadable());
    for (RecordKind kind : RecordKind.values()) {
      seen.put(kind, new BitSet());
    }
  }

  /**
   * Takes a stored value of the scan.
   *
   * @param stored the key and value, with their revisions
   */
  public void put(KeyValue stored) {
    unreadable.remove(stored.key());
    Optional<RecordKind> kind = Layout.kindOf(stored.key());
    if (kind.isPresent() && !base.holds(kind.get())) {
      editor.count(kind.get(), stored);
      return;
    }
    if (kind.isPresent() && base.rows(kind.get()).size() == 0) {
      editor.load(kind.get(), stored).ifPresent(changes);
      return;
    }
    Optional<Row> row = kind.flatMap(it -> base.find(it, stored.key()));
    if (kind.isPresent() && row.isPresent()) {
      seen(kind.get()).set(row.get().ordinal());
      if (row.get().isOf(stored)) {
        return;
      }
    }
    editor.put(stored).ifPresent(changes);
  }

  /**
   * Returns the state after the scan.
   *
   * @param floor its history and revision
   */
  public State build(Floor floor) {
    for (RecordKind kind : RecordKind.values()) {
      Rows<? extends Row> rows = base.rows(kind);
      for (PrimitiveIterator.OfInt all = rows.ordinals(0); all.hasNext(); ) {
        int ordinal = all.nextInt();
        if (!seen(kind).get(ordinal)) {
          editor.delete(rows.get(ordinal).storedKey()).ifPresent(changes);
        }
      }
    }
    unreadable.forEach(key -> editor.delete(key).ifPresent(changes));
    return editor.build(floor);
  }

  private BitSet seen(RecordKind kind) {
    return seen.computeIfAbsent(kind, k -> new BitSet());
  }
}
