package dev.holdfast.datastore.cache.internal.tree;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import org.jspecify.annotations.Nullable;

/**
 * A persistent map from numbers to sorted sets of ordinals: where a value occurs.
 *
 * <p>Numbers are given out from 0 on, and few are missing; ordinals are not negative. The ordinals
 * of a number stand in one array while they are few, and in a tree otherwise.
 */
public final class Postings {

  private static final Postings EMPTY = new Postings(SparseVector.empty(), 0);

  /** Of each number an {@code int[]} or an {@link IntSet}. */
  private final SparseVector<Object> sets;

  private final int size;

  private Postings(SparseVector<Object> sets, int size) {
    this.sets = sets;
    this.size = size;
  }

  /** Returns the map of no ordinals. */
  public static Postings empty() {
    return EMPTY;
  }

  /** Returns how many ordinals there are, those of all numbers together. */
  public int size() {
    return size;
  }

  /**
   * Returns whether an ordinal is among those of a number.
   *
   * @param number the number
   * @param ordinal the ordinal
   */
  public boolean contains(int number, int ordinal) {
    Object set = sets.get(number);
    return set instanceof int[] few
        ? Arrays.binarySearch(few, ordinal) >= 0
        : set != null && ((IntSet) set).contains(ordinal);
  }

  /**
   * Returns how many ordinals a number has.
   *
   * @param number the number
   */
  public int count(int number) {
    return Ordinals.count(sets.get(number));
  }

  /**
   * Returns whether a number has no ordinal.
   *
   * @param number the number
   */
  public boolean isEmpty(int number) {
    return sets.get(number) == null;
  }

  /**
   * Returns the ordinals of a number, ascending, in an array that is never to be changed; null
   * where there are too many for that.
   *
   * @param number the number
   */
  public int @Nullable [] few(int number) {
    return Ordinals.few(sets.get(number));
  }

  /**
   * Returns the least ordinal of a number from one on, if there is any.
   *
   * @param number the number
   * @param from the least ordinal that will do, inclusive
   */
  public OptionalInt next(int number, int from) {
    Object set = sets.get(number);
    if (set instanceof int[] few) {
      int index = IntNode.indexOf(few, from);
      return index < few.length ? OptionalInt.of(few[index]) : OptionalInt.empty();
    }
    return set == null ? OptionalInt.empty() : ((IntSet) set).ceiling(from);
  }

  /**
   * Returns the ordinals of a number, ascending.
   *
   * @param number the number
   * @param from the least ordinal, inclusive
   */
  public PrimitiveIterator.OfInt ordinals(int number, int from) {
    return Ordinals.iterator(sets.get(number), from);
  }

  /**
   * Returns the ordinals of a number, or null where it has none.
   *
   * @param number the number
   */
  public @Nullable Object set(int number) {
    return sets.get(number);
  }

  /**
   * Returns these postings with some changes.
   *
   * @param changes the changes
   */
  public Postings with(Changes changes) {
    if (changes.isEmpty()) {
      return this;
    }
    if (size == 0) {
      return built(changes.added);
    }
    long[] removed = changes.removed.sorted();
    long[] added = changes.added.sorted();
    return changed(minus(removed, added), minus(added, removed));
  }

  private static long[] minus(long[] pairs, long[] others) {
    if (pairs.length == 0 || others.length == 0) {
      return pairs;
    }
    return Arrays.stream(pairs).filter(pair -> Arrays.binarySearch(others, pair) < 0).toArray();
  }

  private Postings changed(long[] lost, long[] gained) {
    SparseVector<Object> changed = sets;
    int l = 0;
    int g = 0;
    while (l < lost.length || g < gained.length) {
      int number =
          g == gained.length || (l < lost.length && numberOf(lost[l]) < numberOf(gained[g]))
              ? numberOf(lost[l])
              : numberOf(gained[g]);
      int lostUntil = endOf(lost, l, number);
      int gainedUntil = endOf(gained, g, number);
      Object set =
          Ordinals.changed(
              changed.get(number), ordinals(lost, l, lostUntil), ordinals(gained, g, gainedUntil));
      changed = set == null ? changed.without(number) : changed.with(number, set);
      l = lostUntil;
      g = gainedUntil;
    }
    return new Postings(changed, size - lost.length + gained.length);
  }

  private static int endOf(long[] pairs, int from, int number) {
    int end = from;
    while (end < pairs.length && numberOf(pairs[end]) == number) {
      end++;
    }
    return end;
  }

  private static int[] ordinals(long[] pairs, int from, int until) {
    int[] ordinals = new int[until - from];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = (int) pairs[from + i];
    }
    return ordinals;
  }

  /** Builds postings out of nothing, number by number. */
  private static Postings built(LongList pairs) {
    int numbers = 0;
    for (int i = 0; i < pairs.size(); i++) {
      numbers = Math.max(numbers, numberOf(pairs.get(i)) + 1);
    }
    int[] ends = new int[numbers + 1];
    for (int i = 0; i < pairs.size(); i++) {
      ends[numberOf(pairs.get(i)) + 1]++;
    }
    Arrays.parallelPrefix(ends, Integer::sum);
    int[] starts = ends.clone();
    int[] ordinals = new int[pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      ordinals[starts[numberOf(pairs.get(i))]++] = (int) pairs.get(i);
    }
    SparseVector.Builder<Object> sets = new SparseVector.Builder<>();
    for (int number = 0; number < numbers; number++) {
      int[] own = Arrays.copyOfRange(ordinals, ends[number], ends[number + 1]);
      if (own.length == 0) {
        sets.skip();
      } else {
        Arrays.sort(own);
        sets.add(Objects.requireNonNull(Ordinals.changed(null, new int[0], own)));
      }
    }
    return new Postings(sets.build(), pairs.size());
  }

  private static int numberOf(long pair) {
    return (int) (pair >> Integer.SIZE);
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
}
