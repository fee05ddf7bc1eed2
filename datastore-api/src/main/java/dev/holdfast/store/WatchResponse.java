package dev.holdfast.store;

import java.util.List;

/**
 * One message of a watch: {@link Created} once and first, then {@link Batches} or {@link Progress}.
 */
public sealed interface WatchResponse {

  /**
   * The watch is established.
   *
   * @param header the store's revision at that moment
   */
  record Created(Header header) implements WatchResponse {}

  /**
   * Revisions with matching events.
   *
   * @param batches the revisions, ascending
   */
  record Batches(List<Batch> batches) implements WatchResponse {
    /** Copies the batches. */
    public Batches {
      batches = List.copyOf(batches);
    }
  }

  /**
   * All matching events up to a revision have been told.
   *
   * @param revision the revision
   */
  record Progress(long revision) implements WatchResponse {}
}
