package dev.holdfast.datastore;

import java.time.Instant;
import java.util.Optional;

/**
 * Which sets of node selectors. Made from {@link #all}.
 *
 * @param validAt only those of nodes that are there and whose certificate expires after this time
 */
public record NodeSelectorFilter(Optional<Instant> validAt) {

  /** Returns the filter that every set passes. */
  public static NodeSelectorFilter all() {
    return new NodeSelectorFilter(Optional.empty());
  }

  /**
   * Returns the filter for the nodes that are there and whose certificate expires after a time.
   *
   * @param time the time
   */
  public static NodeSelectorFilter byValidAt(Instant time) {
    return new NodeSelectorFilter(Optional.of(time));
  }
}
