package dev.holdfast.datastore;

import java.util.Set;

/**
 * The sets that compare with a set as a {@link Match} has it.
 *
 * @param members the set to compare with
 * @param match how to compare
 * @param <T> the kind of members
 */
public record SetMatch<T>(Set<T> members, Match match) {

  /** Copies the members. */
  public SetMatch {
    members = Set.copyOf(members);
  }

  /**
   * Returns whether a set compares.
   *
   * @param candidate the set, of a record
   */
  public boolean matches(Set<T> candidate) {
    if (candidate.isEmpty()) {
      return false;
    }
    return switch (match) {
      case EXACT -> candidate.equals(members);
      case SUBSET -> members.containsAll(candidate);
      case SUPERSET -> candidate.containsAll(members);
      case ANY -> candidate.stream().anyMatch(members::contains);
    };
  }
}
