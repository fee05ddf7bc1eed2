package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.tree.HashTrie;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import dev.holdfast.store.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one kind in the order of their creation, with an index by name. Immutable.
 *
 * @param <R> the kind of rows
 */
public final class Rows<R extends Row> {

  private final SparseVector<R> rows;
  private final HashTrie<Object, Row> byName;
  private final HashTrie<Bytes, Opaque> byOpaqueKey;
  private final int next;

  private Rows(
      SparseVector<R> rows,
      HashTrie<Object, Row> byName,
      HashTrie<Bytes, Opaque> byOpaqueKey,
      int next) {
    this.rows = rows;
    this.byName = byName;
    this.byOpaqueKey = byOpaqueKey;
    this.next = next;
  }

  Rows() {
    this(SparseVector.empty(), new HashTrie<>(Hash::ofKey), new HashTrie<>(Hash::ofKey), 0);
  }

  /**
   * A row whose name does not stand in its key.
   *
   * @param key the key
   * @param row the row
   */
  private record Opaque(Bytes key, Row row) implements HashTrie.Keyed<Bytes> {
    @Override
    public int keyHash() {
      return key.hashCode();
    }
  }

  /** Returns how many rows there are. */
  public int size() {
    return rows.size();
  }

  /**
   * Returns the row at an ordinal that is known to have one.
   *
   * @param ordinal the ordinal
   */
  public R get(int ordinal) {
    R row = rows.get(ordinal);
    if (row == null) {
      throw new IllegalStateException("no row at ordinal " + ordinal);
    }
    return row;
  }

  /**
   * Returns the row of a name, or null where there is none.
   *
   * @param name the {@link Row#key} to look for
   */
  @SuppressWarnings("unchecked") // nothing but rows of this kind is put into the index
  public @Nullable R named(Object name) {
    return (R) byName.get(name);
  }

  /**
   * Returns the row with a key, if there is one.
   *
   * @param kind the kind of rows
   * @param key the key under which the record is stored
   */
  @SuppressWarnings("unchecked") // nothing but rows of this kind is put into the index
  Optional<R> find(RecordKind kind, Bytes key) {
    if (byName.size() == 0) {
      return Optional.empty();
    }
    Opaque opaque = byOpaqueKey.size() == 0 ? null : byOpaqueKey.get(key);
    if (opaque != null) {
      return Optional.of((R) opaque.row());
    }
    return Layout.nameIn(kind, key).map(this::named);
  }

  /**
   * Returns the ordinals that have a row, ascending.
   *
   * @param from the least ordinal, inclusive
   */
  public PrimitiveIterator.OfInt ordinals(int from) {
    return rows.indexes(from);
  }

  /**
   * Returns the ordinal from which on all rows are behind a place in the order of creation.
   *
   * @param createRevision the create revision of the place
   * @param position the position of the place among what was created at that revision
   */
  public int behind(long createRevision, int position) {
    int low = 0;
    int high = next;
    while (low < high) {
      int middle = (low + high) >>> 1;
      PrimitiveIterator.OfInt present = rows.indexes(middle);
      int candidate = present.hasNext() ? present.nextInt() : next;
      if (candidate >= high || get(candidate).follows(createRevision, position)) {
        high = middle;
      } else {
        low = candidate + 1;
      }
    }
    return low;
  }

  /** Returns the ordinal that the next row takes. */
  int next() {
    return next;
  }

  Rows<R> with(Delta<R> delta) {
    if (delta.isEmpty()) {
      return this;
    }
    HashTrie<Object, Row> names = byName;
    HashTrie<Bytes, Opaque> opaqueKeys = byOpaqueKey;
    Set<Object> kept = new HashSet<>();
    if (!delta.removed().isEmpty()) {
      delta.added().forEach(placed -> kept.add(placed.row().key()));
    }
    for (Placed<R> placed : delta.removed()) {
      if (!kept.contains(placed.row().key())) {
        names = names.without(placed.row().key());
        opaqueKeys = placed.row().opaqueKey().map(opaqueKeys::without).orElse(opaqueKeys);
      }
    }
    List<Row> added = new ArrayList<>(delta.added().size());
    for (Placed<R> placed : delta.added()) {
      added.add(placed.row());
      Optional<Bytes> opaque = placed.row().opaqueKey();
      if (opaque.isPresent()) {
        opaqueKeys = opaqueKeys.with(new Opaque(opaque.get(), placed.row()));
      }
    }
    return new Rows<>(changed(rows, delta), names.withAll(added), opaqueKeys, delta.next());
  }

  /** Returns a vector by ordinals with some changes. */
  static <T> SparseVector<T> changed(SparseVector<T> before, Delta<T> delta) {
    if (before.size() == delta.removed().size() && isConsecutive(delta)) {
      SparseVector.Builder<T> builder = new SparseVector.Builder<>();
      delta.added().forEach(placed -> builder.add(placed.row()));
      return builder.build();
    }
    SparseVector<T> changed = before;
    for (Placed<T> placed : delta.added()) {
      changed = changed.with(placed.ordinal(), placed.row());
    }
    Set<Integer> kept = new HashSet<>();
    if (!delta.removed().isEmpty()) {
      delta.added().forEach(placed -> kept.add(placed.ordinal()));
    }
    for (Placed<T> placed : delta.removed()) {
      if (!kept.contains(placed.ordinal())) {
        changed = changed.without(placed.ordinal());
      }
    }
    return changed;
  }

  private static boolean isConsecutive(Delta<?> delta) {
    for (int i = 0; i < delta.added().size(); i++) {
      if (delta.added().get(i).ordinal() != i) {
        return false;
      }
    }
    return true;
  }
}
