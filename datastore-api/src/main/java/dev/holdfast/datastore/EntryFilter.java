package dev.holdfast.datastore;

import java.util.Optional;
import java.util.Set;

/**
 * Which registration entries: those that pass every filter that is set. Made from {@link #all}.
 *
 * @param parentId entries with this parent id
 * @param spiffeId entries with this SPIFFE id
 * @param selectors entries by their selectors; an empty set to compare with is refused
 * @param federatesWith entries by the trust domains that they federate with; an empty set to
 *     compare with filters nothing
 * @param hint entries with this hint; the empty one filters nothing
 * @param downstream entries that are, or are not, of a downstream server
 */
public record EntryFilter(
    Optional<SpiffeId> parentId,
    Optional<SpiffeId> spiffeId,
    Optional<SetMatch<Selector>> selectors,
    Optional<SetMatch<TrustDomain>> federatesWith,
    Optional<String> hint,
    Optional<Boolean> downstream) {

  private static final EntryFilter ALL =
      new EntryFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Drops filters that filter nothing. */
  public EntryFilter {
    federatesWith = federatesWith.filter(match -> !match.members().isEmpty());
    hint = hint.filter(text -> !text.isEmpty());
  }

  /** Returns the filter that every entry passes. */
  public static EntryFilter all() {
    return ALL;
  }

  /**
   * Returns the same filter for the entries with a parent id.
   *
   * @param parent the parent id
   */
  public EntryFilter byParentId(SpiffeId parent) {
    return new EntryFilter(
        Optional.of(parent), spiffeId, selectors, federatesWith, hint, downstream);
  }

  /**
   * Returns the same filter for the entries with a SPIFFE id.
   *
   * @param identity the SPIFFE id
   */
  public EntryFilter bySpiffeId(SpiffeId identity) {
    return new EntryFilter(
        parentId, Optional.of(identity), selectors, federatesWith, hint, downstream);
  }

  /**
   * Returns the same filter for the entries whose selectors compare with a set.
   *
   * @param match how to compare
   * @param set the set; not empty
   */
  public EntryFilter bySelectors(Match match, Set<Selector> set) {
    return new EntryFilter(
        parentId,
        spiffeId,
        Optional.of(new SetMatch<>(set, match)),
        federatesWith,
        hint,
        downstream);
  }

  /**
   * Returns the same filter for the entries whose trust domains compare with a set.
   *
   * @param match how to compare
   * @param set the set; an empty one filters nothing
   */
  public EntryFilter byFederatesWith(Match match, Set<TrustDomain> set) {
    return new EntryFilter(
        parentId, spiffeId, selectors, Optional.of(new SetMatch<>(set, match)), hint, downstream);
  }

  /**
   * Returns the same filter for the entries with a hint.
   *
   * @param text the hint; the empty one filters nothing
   */
  public EntryFilter byHint(String text) {
    return new EntryFilter(
        parentId, spiffeId, selectors, federatesWith, Optional.of(text), downstream);
  }

  /**
   * Returns the same filter for the entries that are, or are not, of a downstream server.
   *
   * @param flag whether they are
   */
  public EntryFilter byDownstream(boolean flag) {
    return new EntryFilter(parentId, spiffeId, selectors, federatesWith, hint, Optional.of(flag));
  }
}
