package dev.holdfast.store;

import java.util.Optional;

/**
 * What an answer must not be older than.
 *
 * @param revision the least revision; 0 asks for nothing
 * @param historyId the history that the caller expects; nothing accepts any
 */
public record Floor(long revision, Optional<String> historyId) {

  private static final Floor NONE = new Floor(0, Optional.empty());

  /** Returns the floor that every answer satisfies. */
  public static Floor none() {
    return NONE;
  }

  /**
   * Returns the floor at an answer that was seen.
   *
   * @param seen the answer's header
   */
  public static Floor at(Header seen) {
    return new Floor(seen.revision(), Optional.of(seen.historyId()));
  }
}
