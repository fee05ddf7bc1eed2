package dev.holdfast.datastore.cache.internal.tree;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * Sorted sets of ordinals, which are not negative: an {@code int[]} that is never changed while
 * they are few, and an {@link IntSet} otherwise.
 */
public final class Ordinals {

  /** So many ordinals are copied sooner than a tree is changed. */
  private static final int FEW = 256;

  private static final int[] NONE = {};

  private Ordinals() {}

  /**
   * Returns how many ordinals there are.
   *
   * @param set the set; null is the empty one
   */
  public static int count(@Nullable Object set) {
    return set instanceof int[] few ? few.length : set == null ? 0 : ((IntSet) set).size();
  }

  /**
   * Returns the ordinals in an array that is never to be changed; null where there are too many.
   *
   * @param set the set; null is the empty one
   */
  public static int @Nullable [] few(@Nullable Object set) {
    return set instanceof int[] few ? few : set == null ? NONE : null;
  }

  /**
   * Returns the ordinals, ascending.
   *
   * @param set the set; null is the empty one
   * @param from the least ordinal, inclusive
   */
  public static PrimitiveIterator.OfInt iterator(@Nullable Object set, int from) {
    return set instanceof IntSet many
        ? many.iterator(from)
        : new OfArray(set == null ? NONE : (int[]) set, from);
  }

  /**
   * Returns a set with some changes; what is both lost and gained stays. Null is the empty set.
   *
   * @param before the set before; null is the empty one
   * @param lost what it loses, ascending, each of which is there
   * @param gained what it gains, ascending
   */
  public static @Nullable Object changed(@Nullable Object before, int[] lost, int[] gained) {
    int[] without = minus(lost, gained);
    int[] with = minus(gained, lost);
    int count = count(before) - without.length + with.length;
    if (count == 0) {
      return null;
    }
    if (before instanceof IntSet many) {
      IntSet changed = many.change(without, with);
      return count <= FEW / 2 ? changed.toArray() : changed;
    }
    int[] merged = before == null ? with : merged((int[]) before, without, with, count);
    return merged.length <= FEW ? merged : IntSet.empty().change(NONE, merged);
  }

  private static int[] minus(int[] ordinals, int[] others) {
    if (ordinals.length == 0 || others.length == 0) {
      return ordinals;
    }
    return Arrays.stream(ordinals).filter(it -> Arrays.binarySearch(others, it) < 0).toArray();
  }

  private static int[] merged(int[] before, int[] lost, int[] gained, int count) {
    int[] merged = new int[count];
    int m = 0;
    int l = 0;
    int g = 0;
    for (int ordinal : before) {
      if (l < lost.length && lost[l] == ordinal) {
        l++;
        continue;
      }
      while (g < gained.length && gained[g] < ordinal) {
        merged[m++] = gained[g++];
      }
      merged[m++] = ordinal;
    }
    System.arraycopy(gained, g, merged, m, gained.length - g);
    return merged;
  }

  /** Ordinals that are collected. Not thread-safe. */
  public static final class Growing {

    private int[] ordinals = NONE;
    private int size;

    /** Makes an empty collection. */
    public Growing() {}

    /**
     * Adds an ordinal.
     *
     * @param ordinal the ordinal
     */
    public void add(int ordinal) {
      if (size == ordinals.length) {
        ordinals = Arrays.copyOf(ordinals, size == 0 ? 2 : size * 2);
      }
      ordinals[size++] = ordinal;
    }

    /** Returns the ordinals in an array of their own, ascending. */
    public int[] sorted() {
      if (size == 0) {
        return NONE;
      }
      int[] sorted = Arrays.copyOf(ordinals, size);
      Arrays.sort(sorted);
      return sorted;
    }
  }

  /** The ordinals of an array. */
  private static final class OfArray implements PrimitiveIterator.OfInt {

    private final int[] ordinals;
    private int next;

    OfArray(int[] ordinals, int from) {
      this.ordinals = ordinals;
      this.next = from <= 0 ? 0 : IntNode.indexOf(ordinals, from);
    }

    @Override
    public boolean hasNext() {
      return next < ordinals.length;
    }

    @Override
    public int nextInt() {
      if (next >= ordinals.length) {
        throw new NoSuchElementException();
      }
      return ordinals[next++];
    }
  }
}
