package dev.holdfast.store;

import java.util.List;

/**
 * The matching events of one revision, or a part of them.
 *
 * @param revision the revision
 * @param events the events, in key order, one per key
 * @param part whether more events of the revision follow in the next batch
 * @param fingerprint tells this revision from one of the same number in another history
 */
public record Batch(long revision, List<Event> events, Part part, Bytes fingerprint) {

  /** Where a batch stands in its revision. */
  public enum Part {
    /** More events of the revision follow. */
    CONTINUED,
    /** The revision ends here. */
    LAST
  }

  /** Copies the events. */
  public Batch {
    events = List.copyOf(events);
  }
}
