package dev.holdfast.datastore.cache.internal.state;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows that pass every filter, found through the filter that leaves the fewest.
 *
 * <p>Costs as much as the rows that this filter leaves; counting by one filter alone costs nothing
 * where its index is exact.
 */
public final class Matches {

  private final Candidates candidates;

  /** Null where every candidate passes. */
  private final @Nullable IntPredicate test;

  private Matches(Candidates candidates, @Nullable IntPredicate test) {
    this.candidates = candidates;
    this.test = test;
  }

  /**
   * Returns all rows of a table.
   *
   * @param rows the rows
   */
  public static Matches all(Rows<?> rows) {
    return new Matches(Candidates.all(rows), null);
  }

  /**
   * Returns the ordinals of the rows, ascending.
   *
   * @param from the least ordinal, inclusive
   */
  public PrimitiveIterator.OfInt ordinals(int from) {
    PrimitiveIterator.OfInt all = candidates.from(from);
    return test == null ? all : new Passing(all, test);
  }

  /**
   * Returns the ordinals of all the rows in an array that is never to be changed, or null where an
   * index has none at hand.
   */
  public int @Nullable [] few() {
    return test == null ? candidates.few() : null;
  }

  /** Returns how many rows there are. */
  public long count() {
    if (test == null && candidates.exact()) {
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

    private List<IntPredicate> tests = List.of();
    private final Rows<?> rows;
    private @Nullable Candidates fewest;

    /** What the fewest would be tested by, if they were not all to pass it. */
    private @Nullable IntPredicate ofFewest;

    Builder(Rows<?> rows) {
      this.rows = rows;
    }

    /** Adds a filter that an index answers. */
    void filter(Candidates candidates, IntPredicate test) {
      if (fewest != null && ofFewest != null) {
        if (candidates.most() >= fewest.most()) {
          filter(test);
          return;
        }
        filter(ofFewest);
      }
      fewest = candidates;
      ofFewest = test;
    }

    /** Adds a filter that no index answers. */
    void filter(IntPredicate test) {
      if (tests.isEmpty()) {
        tests = new ArrayList<>();
      }
      tests.add(test);
    }

    Matches build() {
      Candidates found = fewest == null ? Candidates.all(rows) : fewest;
      List<IntPredicate> all = tests;
      return switch (all.size()) {
        case 0 -> new Matches(found, null);
        case 1 -> new Matches(found, all.get(0));
        default -> new Matches(found, ordinal -> passes(all, ordinal));
      };
    }

    private static boolean passes(List<IntPredicate> tests, int ordinal) {
      for (IntPredicate one : tests) {
        if (!one.test(ordinal)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Passing implements PrimitiveIterator.OfInt {

    private final PrimitiveIterator.OfInt all;
    private final IntPredicate test;
    private boolean present;
    private int next;

    Passing(PrimitiveIterator.OfInt all, IntPredicate test) {
      this.all = all;
      this.test = test;
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
