package dev.holdfast.datastore.cache.internal.tree;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * A persistent map from the numbers from 0 on to values, of which some may be missing.
 *
 * <p>A radix tree of {@value #WIDTH} branches a level; what is missing takes no node.
 *
 * @param <T> the kind of values
 */
public final class SparseVector<T> {

  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;
  private static final int MASK = WIDTH - 1;

  private static final SparseVector<?> EMPTY = new SparseVector<>(null, 0, 0);

  /**
   * Null where the vector is empty; a node's slots hold nodes, those of the lowest level values.
   */
  private final @Nullable Object @Nullable [] root;

  /** How far an index is shifted at the root: 0 where the root holds values. */
  private final int shift;

  private final int size;

  private SparseVector(@Nullable Object @Nullable [] root, int shift, int size) {
    this.root = root;
    this.shift = shift;
    this.size = size;
  }

  /**
   * Returns the vector without values.
   *
   * @param <T> the kind of values
   */
  @SuppressWarnings("unchecked") // it holds no value of any kind
  public static <T> SparseVector<T> empty() {
    return (SparseVector<T>) EMPTY;
  }

  /** Returns how many values there are. */
  public int size() {
    return size;
  }

  /**
   * Returns the value at an index, or null where there is none.
   *
   * @param index from 0
   */
  @SuppressWarnings("unchecked") // the lowest level holds values only
  public @Nullable T get(int index) {
    if (root == null || index >>> shift >= WIDTH) {
      return null;
    }
    @Nullable Object[] node = root;
    for (int level = shift; level > 0; level -= BITS) {
      Object child = node[(index >>> level) & MASK];
      if (child == null) {
        return null;
      }
      node = (@Nullable Object[]) child;
    }
    return (T) node[index & MASK];
  }

  /**
   * Returns this vector with a value at an index, in place of the one that is there.
   *
   * @param index from 0
   * @param value the value
   */
  public SparseVector<T> with(int index, T value) {
    int height = shift;
    @Nullable Object[] top = root == null ? new Object[WIDTH] : root;
    while (index >>> height >= WIDTH) {
      @Nullable Object[] above = new Object[WIDTH];
      above[0] = root == null ? null : top;
      top = above;
      height += BITS;
    }
    int grown = get(index) == null ? size + 1 : size;
    return new SparseVector<>(with(top, height, index, value), height, grown);
  }

  private static @Nullable Object[] with(
      @Nullable Object[] node, int level, int index, Object value) {
    @Nullable Object[] changed = node.clone();
    int slot = (index >>> level) & MASK;
    if (level == 0) {
      changed[slot] = value;
    } else {
      Object child = node[slot];
      changed[slot] =
          with(
              child == null ? new Object[WIDTH] : (@Nullable Object[]) child,
              level - BITS,
              index,
              value);
    }
    return changed;
  }

  /**
   * Returns this vector without the value at an index.
   *
   * @param index from 0
   */
  public SparseVector<T> without(int index) {
    if (root == null || get(index) == null) {
      return this;
    }
    @Nullable Object[] changed = without(root, shift, index);
    return changed == null ? empty() : new SparseVector<>(changed, shift, size - 1);
  }

  private static @Nullable Object @Nullable [] without(
      @Nullable Object[] node, int level, int index) {
    int slot = (index >>> level) & MASK;
    Object child = node[slot];
    Object remaining =
        level == 0 || child == null
            ? null
            : without((@Nullable Object[]) child, level - BITS, index);
    if (remaining == null && isAlone(node, slot)) {
      return null;
    }
    @Nullable Object[] changed = node.clone();
    changed[slot] = remaining;
    return changed;
  }

  private static boolean isAlone(@Nullable Object[] node, int slot) {
    for (int i = 0; i < WIDTH; i++) {
      if (i != slot && node[i] != null) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the indexes that have a value, ascending.
   *
   * @param from the least index, inclusive
   */
  public PrimitiveIterator.OfInt indexes(int from) {
    return new Indexes(from);
  }

  /** Returns the least index from one on that has a value, or -1. */
  private int nextIndex(int from) {
    if (root == null || from < 0 || from >>> shift >= WIDTH) {
      return -1;
    }
    return nextIndex(root, shift, from);
  }

  private static int nextIndex(@Nullable Object[] node, int level, int from) {
    int start = from;
    for (int slot = (from >>> level) & MASK; slot < WIDTH; slot++) {
      Object child = node[slot];
      if (child != null) {
        int found = level == 0 ? start : nextIndex((@Nullable Object[]) child, level - BITS, start);
        if (found >= 0) {
          return found;
        }
      }
      start = ((start >>> level) + 1) << level;
    }
    return -1;
  }

  /** Collects the values of consecutive indexes from 0 on. Not thread-safe. */
  public static final class Builder<T> {

    private @Nullable Object[] values = new Object[WIDTH];
    private int next;
    private int size;

    /** Makes a builder of a vector without values. */
    public Builder() {}

    /**
     * Appends a value.
     *
     * @param value the value
     */
    public void add(T value) {
      append(value);
      size++;
    }

    /**
     * Sets a value, in any order.
     *
     * @param index the index, which has none yet
     * @param value the value
     */
    public void put(int index, T value) {
      if (index >= values.length) {
        values =
            Arrays.copyOf(values, Math.max(values.length * 2, Integer.highestOneBit(index) * 2));
      }
      values[index] = value;
      next = Math.max(next, index + 1);
      size++;
    }

    /** Leaves out an index. */
    public void skip() {
      append(null);
    }

    private void append(@Nullable T value) {
      if (next == values.length) {
        values = Arrays.copyOf(values, next * 2);
      }
      values[next++] = value;
    }

    /** Returns the vector. */
    public SparseVector<T> build() {
      if (size == 0) {
        return empty();
      }
      int shift = 0;
      @Nullable Object[] level = values;
      int width = next;
      while (true) {
        int parents = (width + MASK) / WIDTH;
        @Nullable Object[] above = new Object[parents];
        for (int i = 0; i < parents; i++) {
          above[i] = Arrays.copyOfRange(level, i * WIDTH, (i + 1) * WIDTH);
          clearFrom((@Nullable Object[]) above[i], width - i * WIDTH);
        }
        if (parents == 1) {
          return new SparseVector<>((@Nullable Object[]) above[0], shift, size);
        }
        level = above;
        width = parents;
        shift += BITS;
      }
    }

    private static void clearFrom(@Nullable Object[] node, int width) {
      if (width < WIDTH) {
        Arrays.fill(node, width, WIDTH, null);
      }
    }
  }

  private final class Indexes implements PrimitiveIterator.OfInt {

    private int next;

    Indexes(int from) {
      next = nextIndex(from);
    }

    @Override
    public boolean hasNext() {
      return next >= 0;
    }

    @Override
    public int nextInt() {
      if (next < 0) {
        throw new NoSuchElementException();
      }
      int index = next;
      next = nextIndex(index + 1);
      return index;
    }
  }
}
