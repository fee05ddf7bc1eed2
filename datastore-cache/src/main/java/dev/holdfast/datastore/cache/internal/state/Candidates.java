package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.Postings;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.PriorityQueue;
import java.util.function.IntFunction;

/**
 * Ordinals among which are all those that pass a filter, ascending.
 *
 * @param from makes an iterator of those from an ordinal on
 * @param most how many there are at most
 * @param precision whether they are exactly those that pass
 */
record Candidates(IntFunction<PrimitiveIterator.OfInt> from, int most, Precision precision) {

  /** Whether candidates are exactly those that pass. */
  enum Precision {
    /** They are, and each is counted once. */
    EXACT,
    /** Some may not pass, or are counted twice. */
    UPPER_BOUND
  }

  private static final Candidates NONE =
      new Candidates(from -> new Ordinals(new int[0], 0), 0, Precision.EXACT);

  static Candidates none() {
    return NONE;
  }

  static Candidates all(Rows<?> rows) {
    return new Candidates(rows::ordinals, rows.size(), Precision.EXACT);
  }

  static Candidates posting(Postings postings, int number, Precision precision) {
    return new Candidates(
        from -> postings.ordinals(number, from), postings.count(number), precision);
  }

  /** Returns those that stand under any of some numbers. */
  static Candidates union(Postings postings, int[] numbers, Precision precision) {
    if (numbers.length == 0) {
      return none();
    }
    if (numbers.length == 1) {
      return posting(postings, numbers[0], precision);
    }
    int most = 0;
    for (int number : numbers) {
      most += postings.count(number);
    }
    return new Candidates(from -> new Union(postings, numbers, from), most, Precision.UPPER_BOUND);
  }

  /** Returns some ordinals, ascending. */
  static Candidates of(int[] ordinals, Precision precision) {
    return new Candidates(from -> new Ordinals(ordinals, from), ordinals.length, precision);
  }

  /** Ordinals of an array. */
  private static final class Ordinals implements PrimitiveIterator.OfInt {

    private final int[] ordinals;
    private int next;

    Ordinals(int[] ordinals, int from) {
      this.ordinals = ordinals;
      int found = Arrays.binarySearch(ordinals, from);
      this.next = found >= 0 ? found : -found - 1;
    }

    @Override
    public boolean hasNext() {
      return next < ordinals.length;
    }

    @Override
    public int nextInt() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ordinals[next++];
    }
  }

  /** The ordinals of several numbers, merged. */
  private static final class Union implements PrimitiveIterator.OfInt {

    private final PriorityQueue<Head> heads = new PriorityQueue<>();

    Union(Postings postings, int[] numbers, int from) {
      for (int number : numbers) {
        push(postings.ordinals(number, from));
      }
    }

    private void push(PrimitiveIterator.OfInt ordinals) {
      if (ordinals.hasNext()) {
        heads.add(new Head(ordinals.nextInt(), ordinals));
      }
    }

    @Override
    public boolean hasNext() {
      return !heads.isEmpty();
    }

    @Override
    public int nextInt() {
      Head least = heads.remove();
      push(least.rest());
      for (Head equal = heads.peek();
          equal != null && equal.ordinal() == least.ordinal();
          equal = heads.peek()) {
        push(heads.remove().rest());
      }
      return least.ordinal();
    }

    private record Head(int ordinal, PrimitiveIterator.OfInt rest) implements Comparable<Head> {
      @Override
      public int compareTo(Head other) {
        return Integer.compare(ordinal, other.ordinal);
      }
    }
  }
}
