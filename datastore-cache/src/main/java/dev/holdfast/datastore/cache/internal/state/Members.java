package dev.holdfast.datastore.cache.internal.state;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A set that rows share, of values of a {@link Dictionary}.
 *
 * @param <T> the kind of members
 */
final class Members<T> {

  private final int[] numbers;
  private final Collection<T> told;

  private Members(int[] numbers, Collection<T> told) {
    this.numbers = numbers;
    this.told = told;
  }

  /**
   * Returns a set.
   *
   * @param numbers the members' numbers, ascending, each once; not to be changed any more
   * @param told the members as the record has them that was first to have this set
   */
  static <T> Members<T> of(int[] numbers, Collection<T> told) {
    return new Members<>(numbers, told);
  }

  /** Returns a set to look for, which knows nothing but the members' numbers. */
  static <T> Members<T> of(int[] numbers) {
    return new Members<>(numbers, List.of());
  }

  /** Returns the members' numbers, ascending, which are not to be changed. */
  int[] numbers() {
    return numbers;
  }

  /** Returns the members as some record has them, which others share that have them so too. */
  Collection<T> told() {
    return told;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Members<?> that && Arrays.equals(numbers, that.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }
}
