package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.Postings;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import dev.holdfast.store.Bytes;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Set;

/**
 * The rows of one kind in the order of their creation, with an index by key. Immutable.
 *
 * @param <R> the kind of rows
 */
public final class Rows<R extends Row> {

  private final SparseVector<R> rows;
  private final Postings byKey;
  private final int next;

  private Rows(SparseVector<R> rows, Postings byKey, int next) {
    this.rows = rows;
    this.byKey = byKey;
    this.next = next;
  }

  Rows() {
    this(SparseVector.empty(), Postings.empty(), 0);
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
   * Returns the ordinal of the row with a key.
   *
   * @param key the key
   */
  public OptionalInt find(Bytes key) {
    int hash = Hash.of(key);
    OptionalInt candidate = byKey.next(hash, 0);
    while (candidate.isPresent() && !get(candidate.getAsInt()).hasKey(key)) {
      candidate = byKey.next(hash, candidate.getAsInt() + 1);
    }
    return candidate;
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
    return new Rows<>(
        changed(delta), byKey.with(delta.changes(row -> Hash.of(row.key()))), delta.next());
  }

  private SparseVector<R> changed(Delta<R> delta) {
    if (rows.size() == delta.removed().size() && isConsecutive(delta)) {
      SparseVector.Builder<R> builder = new SparseVector.Builder<>();
      delta.added().forEach(placed -> builder.add(placed.row()));
      return builder.build();
    }
    SparseVector<R> changed = rows;
    for (Placed<R> placed : delta.added()) {
      changed = changed.with(placed.ordinal(), placed.row());
    }
    Set<Integer> kept = new HashSet<>();
    if (!delta.removed().isEmpty()) {
      delta.added().forEach(placed -> kept.add(placed.ordinal()));
    }
    for (Placed<R> placed : delta.removed()) {
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
