package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.Ordinals;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The ordinals that pass a filter, ascending. */
final class Candidates {

  /** So many are collected sooner than merged one by one. */
  private static final int FEW = 1_024;

  private static final Candidates NONE = of(new int[0]);

  private final int @Nullable [] few;
  private final IntFunction<PrimitiveIterator.OfInt> from;
  private final int most;
  private final boolean exact;

  private Candidates(
      int @Nullable [] few, IntFunction<PrimitiveIterator.OfInt> from, int most, boolean exact) {
    this.few = few;
    this.from = from;
    this.most = most;
    this.exact = exact;
  }

  static Candidates none() {
    return NONE;
  }

  static Candidates all(Rows<?> rows) {
    return new Candidates(null, rows::ordinals, rows.size(), true);
  }

  /** Returns exactly some ordinals, ascending. */
  static Candidates of(int[] ordinals) {
    return new Candidates(
        ordinals, from -> Ordinals.iterator(ordinals, from), ordinals.length, true);
  }

  /** Returns exactly those that stand under a number. */
  static Candidates posting(Postings postings, int number) {
    return posting(postings.set(number));
  }

  /** Returns exactly those of a set, as {@link Ordinals} has it. */
  static Candidates posting(@Nullable Object set) {
    int[] few = Ordinals.few(set);
    return few != null
        ? of(few)
        : new Candidates(null, from -> Ordinals.iterator(set, from), Ordinals.count(set), true);
  }

  /** Returns exactly those that stand under any of some numbers. */
  static Candidates union(Postings postings, int[] numbers) {
    if (numbers.length == 0) {
      return none();
    }
    if (numbers.length == 1) {
      return posting(postings, numbers[0]);
    }
    long most = 0;
    for (int number : numbers) {
      most += postings.count(number);
    }
    if (most <= FEW) {
      return of(collected(postings, numbers, (int) most));
    }
    return new Candidates(
        null,
        from -> new Union(postings, numbers, from),
        (int) Math.min(most, Integer.MAX_VALUE),
        false);
  }

  private static int[] collected(Postings postings, int[] numbers, int most) {
    int[] all = new int[most];
    int count = 0;
    boolean ascending = true;
    for (int number : numbers) {
      for (PrimitiveIterator.OfInt some = postings.ordinals(number, 0); some.hasNext(); ) {
        int ordinal = some.nextInt();
        ascending &= count == 0 || all[count - 1] < ordinal;
        all[count++] = ordinal;
      }
    }
    if (ascending) {
      return all;
    }
    Arrays.sort(all);
    int distinct = 1;
    for (int i = 1; i < count; i++) {
      if (all[i] != all[distinct - 1]) {
        all[distinct++] = all[i];
      }
    }
    return distinct == count ? all : Arrays.copyOf(all, distinct);
  }

  /** Returns all of them in an array that is not to be changed, or null where it is not there. */
  int @Nullable [] few() {
    return few;
  }

  PrimitiveIterator.OfInt from(int ordinal) {
    return from.apply(ordinal);
  }

  /** Returns how many there are at most. */
  int most() {
    return most;
  }

  /** Returns whether there are exactly so many. */
  boolean exact() {
    return exact;
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
      if (heads.isEmpty()) {
        throw new NoSuchElementException();
      }
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
