package dev.holdfast.datastore.cache.internal.tree;

import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/**
 * A persistent map from numbers to sorted sets of ordinals: where a value occurs.
 *
 * <p>Ordinals are not negative. Counting the ordinals of a number takes logarithmic time.
 */
public final class Postings {

  private static final Postings EMPTY = new Postings(LongSet.empty());

  private final LongSet pairs;

  private Postings(LongSet pairs) {
    this.pairs = pairs;
  }

  /** Returns the map of no ordinals. */
  public static Postings empty() {
    return EMPTY;
  }

  /** Returns how many ordinals there are, those of all numbers together. */
  public int size() {
    return pairs.size();
  }

  /**
   * Returns whether an ordinal is among those of a number.
   *
   * @param number the number
   * @param ordinal the ordinal
   */
  public boolean contains(int number, int ordinal) {
    return pairs.contains(pair(number, ordinal));
  }

  /**
   * Returns how many ordinals a number has.
   *
   * @param number the number
   */
  public int count(int number) {
    return pairs.countBelow(pair(number, Integer.MAX_VALUE) + 1)
        - pairs.countBelow(pair(number, 0));
  }

  /**
   * Returns whether a number has no ordinal.
   *
   * @param number the number
   */
  public boolean isEmpty(int number) {
    return next(number, 0).isEmpty();
  }

  /**
   * Returns the least ordinal of a number from one on, if there is any.
   *
   * @param number the number
   * @param from the least ordinal that will do, inclusive
   */
  public OptionalInt next(int number, int from) {
    OptionalLong pair = pairs.ceiling(pair(number, from));
    return pair.isPresent() && (int) (pair.getAsLong() >> Integer.SIZE) == number
        ? OptionalInt.of((int) pair.getAsLong())
        : OptionalInt.empty();
  }

  /**
   * Returns the ordinals of a number, ascending.
   *
   * @param number the number
   * @param from the least ordinal, inclusive
   */
  public PrimitiveIterator.OfInt ordinals(int number, int from) {
    return new Ordinals(pairs.iterator(pair(number, from)), number);
  }

  /**
   * Returns these postings with some changes.
   *
   * @param changes the changes
   */
  public Postings with(Changes changes) {
    return changes.isEmpty() ? this : new Postings(pairs.change(changes.removed, changes.added));
  }

  private static long pair(int number, int ordinal) {
    return ((long) number << Integer.SIZE) | ordinal;
  }

  /** Ordinals that postings lose, which are there, and gain; what is both lost and gained stays. */
  public static final class Changes {

    private final LongList removed = new LongList();
    private final LongList added = new LongList();

    /** Makes no changes. */
    public Changes() {}

    /**
     * Takes an ordinal from a number.
     *
     * @param number the number
     * @param ordinal the ordinal
     */
    public void remove(int number, int ordinal) {
      removed.add(pair(number, ordinal));
    }

    /**
     * Gives an ordinal to a number.
     *
     * @param number the number
     * @param ordinal the ordinal
     */
    public void add(int number, int ordinal) {
      added.add(pair(number, ordinal));
    }

    private boolean isEmpty() {
      return removed.size() == 0 && added.size() == 0;
    }
  }

  private static final class Ordinals implements PrimitiveIterator.OfInt {

    private final PrimitiveIterator.OfLong pairs;
    private final int number;
    private boolean present;
    private int next;

    Ordinals(PrimitiveIterator.OfLong pairs, int number) {
      this.pairs = pairs;
      this.number = number;
      advance();
    }

    private void advance() {
      if (!pairs.hasNext()) {
        present = false;
        return;
      }
      long pair = pairs.nextLong();
      present = (int) (pair >> Integer.SIZE) == number;
      next = (int) pair;
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
