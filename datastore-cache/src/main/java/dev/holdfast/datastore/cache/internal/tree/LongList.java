package dev.holdfast.datastore.cache.internal.tree;

import java.util.Arrays;

/** A list of longs that grows. Not thread-safe. */
public final class LongList {

  private long[] numbers = new long[8];
  private int size;

  /**
   * Appends a number.
   *
   * @param number the number
   */
  public void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }

  /** Returns how many numbers there are. */
  public int size() {
    return size;
  }

  /**
   * Returns a number.
   *
   * @param index from 0
   */
  public long get(int index) {
    return numbers[index];
  }

  /** Returns the numbers in an array of their own, ascending. */
  public long[] sorted() {
    long[] sorted = Arrays.copyOf(numbers, size);
    Arrays.sort(sorted);
    return sorted;
  }
}
