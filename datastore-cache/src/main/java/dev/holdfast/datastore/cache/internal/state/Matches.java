package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.state.Candidates.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.IntPredicate;

/**
 * The rows that pass every filter, found through the filter that leaves the fewest.
 *
 * <p>Costs as much as the rows that this filter leaves; counting by one filter alone costs nothing
 * where its index is exact.
 */
public final class Matches {

  private final Candidates candidates;
  private final IntPredicate test;
  private final boolean counted;

  private Matches(Candidates candidates, IntPredicate test, boolean counted) {
    this.candidates = candidates;
    this.test = test;
    this.counted = counted;
  }

  /**
   * Returns all rows of a table.
   *
   * @param rows the rows
   */
  public static Matches all(Rows<?> rows) {
    return new Builder(Candidates.all(rows)).build();
  }

  /**
   * Returns the ordinals of the rows, ascending.
   *
   * @param from the least ordinal, inclusive
   */
  public PrimitiveIterator.OfInt ordinals(int from) {
    return new Passing(candidates.from().apply(from));
  }

  /** Returns how many rows there are. */
  public long count() {
    if (counted) {
      return candidates.most();
    }
    long count = 0;
    for (PrimitiveIterator.OfInt all = ordinals(0); all.hasNext(); all.nextInt()) {
      count++;
    }
    return count;
  }

  /** Collects filters. Not thread-safe. */
  static final class Builder {

    private final List<IntPredicate> tests = new ArrayList<>();
    private Candidates fewest;

    Builder(Candidates all) {
      this.fewest = all;
    }

    /** Adds a filter that an index answers. */
    void filter(Candidates candidates, IntPredicate test) {
      tests.add(test);
      if (tests.size() == 1 || candidates.most() < fewest.most()) {
        fewest = candidates;
      }
    }

    /** Adds a filter that no index answers. */
    void filter(IntPredicate test) {
      tests.add(test);
      fewest = new Candidates(fewest.from(), fewest.most(), Precision.UPPER_BOUND);
    }

    Matches build() {
      boolean counted = tests.size() <= 1 && fewest.precision() == Precision.EXACT;
      IntPredicate all =
          ordinal -> {
            for (IntPredicate one : tests) {
              if (!one.test(ordinal)) {
                return false;
              }
            }
            return true;
          };
      return new Matches(fewest, all, counted);
    }
  }

  private final class Passing implements PrimitiveIterator.OfInt {

    private final PrimitiveIterator.OfInt all;
    private boolean present;
    private int next;

    Passing(PrimitiveIterator.OfInt all) {
      this.all = all;
      advance();
    }

    private void advance() {
      present = false;
      while (!present && all.hasNext()) {
        next = all.nextInt();
        present = test.test(next);
      }
    }

    @Override
    public boolean hasNext() {
      return present;
    }

    @Override
    public int nextInt() {
      if (!present) {
        throw new NoSuchElementException();
      }
      int ordinal = next;
      advance();
      return ordinal;
    }
  }
}
