package dev.holdfast.datastore.cache.internal.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Sorts rows by when they were created. */
final class CreationOrder {

  private static final Comparator<Row> BY_CREATION =
      Comparator.comparingLong(Row::createRevision).thenComparingInt(Row::position);

  private static final int FEWEST = 1_000;

  private CreationOrder() {}

  /** Returns rows in the order of their creation. */
  static <R extends Row> List<R> sorted(List<R> rows) {
    List<R> sorted = rows.size() < FEWEST ? List.of() : packed(rows);
    if (sorted.size() < rows.size()) {
      sorted = new ArrayList<>(rows);
      sorted.sort(BY_CREATION);
    }
    return sorted;
  }

  /**
   * Sorts by numbers that hold revision, position and place in the list, each in as many bits as it
   * needs; returns nothing where they need more than a number has.
   */
  private static <R extends Row> List<R> packed(List<R> rows) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    int positions = 0;
    for (R row : rows) {
      first = Math.min(first, row.createRevision());
      last = Math.max(last, row.createRevision());
      positions |= row.position();
    }
    int placeBits = bits(rows.size());
    int positionBits = bits(positions);
    if (bits(last - first) + positionBits + placeBits >= Long.SIZE) {
      return List.of();
    }
    long[] packed = new long[rows.size()];
    for (int i = 0; i < packed.length; i++) {
      long revision = rows.get(i).createRevision() - first;
      packed[i] = (((revision << positionBits) | rows.get(i).position()) << placeBits) | i;
    }
    Arrays.parallelSort(packed);
    List<R> sorted = new ArrayList<>(packed.length);
    for (long one : packed) {
      sorted.add(rows.get((int) (one & ((1L << placeBits) - 1))));
    }
    return sorted;
  }

  private static int bits(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }
}
