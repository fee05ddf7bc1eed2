package dev.holdfast.datastore;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;

/**
 * An immutable set in the order of its members.
 *
 * @param <T> the kind of members
 */
final class SortedValues<T extends Comparable<T>> extends AbstractSet<T> {

  private final Object[] members;

  private SortedValues(Object[] members) {
    this.members = members;
  }

  /** Returns a set of some members: the same one if it is of this kind. */
  static <T extends Comparable<T>> Set<T> of(Set<T> members) {
    return members instanceof SortedValues<T>
        ? members
        : new SortedValues<>(new TreeSet<>(members).toArray());
  }

  @Override
  public int size() {
    return members.length;
  }

  @Override
  public boolean contains(Object other) {
    for (Object member : members) {
      if (member.equals(other)) {
        return true;
      }
    }
    return false;
  }

  @Override
  @SuppressWarnings("unchecked") // an array of nothing but members
  public Iterator<T> iterator() {
    return (Iterator<T>) (Iterator<?>) Arrays.asList(members).iterator();
  }
}
