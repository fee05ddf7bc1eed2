package dev.holdfast.datastore;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which attested nodes: those that pass every filter that is set. Made from {@link #all}.
 *
 * @param attestationType nodes attested like this; the empty one filters nothing
 * @param banned nodes that are, or are not, banned
 * @param expiresBefore nodes whose certificate expires before this time
 * @param validAt nodes whose certificate expires at this time or after it
 * @param selectors nodes by their selectors; an empty set to compare with is refused
 * @param canReattest nodes that can, or cannot, be attested again
 * @param ids nodes of these ids; no node passes the empty set
 */
public record NodeFilter(
    Optional<String> attestationType,
    Optional<Boolean> banned,
    Optional<Instant> expiresBefore,
    Optional<Instant> validAt,
    Optional<SetMatch<Selector>> selectors,
    Optional<Boolean> canReattest,
    Optional<Set<SpiffeId>> ids) {

  private static final NodeFilter ALL =
      new NodeFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Drops filters that filter nothing, and copies the ids. */
  public NodeFilter {
    attestationType = attestationType.filter(type -> !type.isEmpty());
    ids = ids.map(Set::copyOf);
  }

  /** Returns the filter that every node passes. */
  public static NodeFilter all() {
    return ALL;
  }

  /**
   * Returns the same filter for the nodes that were attested in one way.
   *
   * @param type such as {@code join_token}; the empty one filters nothing
   */
  public NodeFilter byAttestationType(String type) {
    return new NodeFilter(
        Optional.of(type), banned, expiresBefore, validAt, selectors, canReattest, ids);
  }

  /**
   * Returns the same filter for the nodes that are, or are not, banned.
   *
   * @param flag whether they are
   */
  public NodeFilter byBanned(boolean flag) {
    return new NodeFilter(
        attestationType, Optional.of(flag), expiresBefore, validAt, selectors, canReattest, ids);
  }

  /**
   * Returns the same filter for the nodes whose certificate expires before a time.
   *
   * @param time the time
   */
  public NodeFilter byExpiresBefore(Instant time) {
    return new NodeFilter(
        attestationType, banned, Optional.of(time), validAt, selectors, canReattest, ids);
  }

  /**
   * Returns the same filter for the nodes whose certificate expires at a time or after it.
   *
   * @param time the time
   */
  public NodeFilter byValidAt(Instant time) {
    return new NodeFilter(
        attestationType, banned, expiresBefore, Optional.of(time), selectors, canReattest, ids);
  }

  /**
   * Returns the same filter for the nodes whose selectors compare with a set.
   *
   * @param match how to compare
   * @param set the set; not empty
   */
  public NodeFilter bySelectors(Match match, Set<Selector> set) {
    return new NodeFilter(
        attestationType,
        banned,
        expiresBefore,
        validAt,
        Optional.of(new SetMatch<>(set, match)),
        canReattest,
        ids);
  }

  /**
   * Returns the same filter for the nodes that can, or cannot, be attested again.
   *
   * @param flag whether they can
   */
  public NodeFilter byCanReattest(boolean flag) {
    return new NodeFilter(
        attestationType, banned, expiresBefore, validAt, selectors, Optional.of(flag), ids);
  }

  /**
   * Returns the same filter for the nodes of some ids.
   *
   * @param set the ids; no node passes the empty set
   */
  public NodeFilter byIds(Set<SpiffeId> set) {
    return new NodeFilter(
        attestationType, banned, expiresBefore, validAt, selectors, canReattest, Optional.of(set));
  }
}
