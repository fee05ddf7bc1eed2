package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import java.util.Optional;
import java.util.Set;

/**
 * When the entries below each parent last changed. Immutable.
 *
 * <p>Parents share a fixed number of places by their hashes, so that the time that is told may be
 * later than the true one, never earlier.
 */
final class Stamps {

  private static final int PLACES = 1 << 16;

  private static final Stamps NONE = new Stamps(SparseVector.empty(), SparseVector.empty(), 0);

  private final SparseVector<Long> children;
  private final SparseVector<Long> descendants;
  private final long least;

  private Stamps(SparseVector<Long> children, SparseVector<Long> descendants, long least) {
    this.children = children;
    this.descendants = descendants;
    this.least = least;
  }

  /** Returns the stamps of a table in which nothing has ever been. */
  static Stamps none() {
    return NONE;
  }

  /** Returns the stamps after a change that may have met any parent. */
  static Stamps all(long revision) {
    return new Stamps(SparseVector.empty(), SparseVector.empty(), revision);
  }

  /**
   * Returns these stamps after a change.
   *
   * @param parents whose children changed
   * @param ancestors whose descendants did, those parents among them
   * @param revision when
   */
  Stamps with(Set<Optional<SpiffeId>> parents, Set<Optional<SpiffeId>> ancestors, long revision) {
    return new Stamps(
        stamp(children, parents, revision), stamp(descendants, ancestors, revision), least);
  }

  private static SparseVector<Long> stamp(
      SparseVector<Long> before, Set<Optional<SpiffeId>> ids, long revision) {
    SparseVector<Long> after = before;
    for (Optional<SpiffeId> id : ids) {
      after = after.with(Hash.ofKey(id) & (PLACES - 1), revision);
    }
    return after;
  }

  /** Returns when the children of the parents at a place last changed. */
  long children(int place) {
    return told(children, place);
  }

  /** Returns when the children of the parents at a place, or any of theirs, last changed. */
  long descendants(int place) {
    return told(descendants, place);
  }

  private long told(SparseVector<Long> stamps, int place) {
    Long revision = stamps.get(place);
    return revision == null ? least : Math.max(least, revision);
  }

  /** Returns the place of a parent. */
  static int placeOf(SpiffeId id) {
    return Hash.ofKey(id) & (PLACES - 1);
  }
}
