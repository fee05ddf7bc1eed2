package dev.holdfast.datastore;

import java.util.Optional;

/**
 * Asks for a page of a listing. Made from {@link #first}.
 *
 * @param size how many records the page holds, from 1; only the last page of a listing holds fewer
 * @param token where the page begins; nothing means at the start
 * @param whenMoved what to do when the state that the listing began with is no longer kept
 * @param consistency how fresh the first page must be; the others show the state of the first
 */
public record PageRequest(
    int size, Optional<PageToken> token, WhenMoved whenMoved, ReadConsistency consistency) {

  /** What to do when the state that a listing began with is no longer kept. */
  public enum WhenMoved {
    /** Fail with {@code ABORTED}, reason {@code SNAPSHOT_MOVED}. */
    FAIL,
    /** Go on behind the last record at the current state. */
    CONTINUE
  }

  /**
   * Checks the size.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if it is less than 1
   */
  public PageRequest {
    if (size < 1) {
      throw DataStoreException.invalid(
          "page request", "size", "it is " + size + "; a page holds at least 1 record");
    }
  }

  /**
   * Returns the request for the first page.
   *
   * @param size how many records it holds, from 1
   */
  public static PageRequest first(int size) {
    return new PageRequest(size, Optional.empty(), WhenMoved.FAIL, ReadConsistency.current());
  }

  /**
   * Returns the same request for the page behind another.
   *
   * @param next what {@link Page#next} told
   */
  public PageRequest after(PageToken next) {
    return new PageRequest(size, Optional.of(next), whenMoved, consistency);
  }

  /**
   * Returns the same request with another consistency.
   *
   * @param freshness how fresh the first page must be
   */
  public PageRequest at(ReadConsistency freshness) {
    return new PageRequest(size, token, whenMoved, freshness);
  }

  /** Returns the same request for a listing that goes on whatever happens in between. */
  public PageRequest continuingWhenMoved() {
    return new PageRequest(size, token, WhenMoved.CONTINUE, consistency);
  }
}
