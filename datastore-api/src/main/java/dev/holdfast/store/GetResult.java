package dev.holdfast.store;

import java.util.List;

/**
 * One page of a range.
 *
 * @param header the revision that the page reflects; inside a transaction, its snapshot
 * @param entries the entries, in key order
 * @param more whether the range holds further entries behind the last one
 */
public record GetResult(Header header, List<KeyValue> entries, boolean more) {

  /** Copies the entries. */
  public GetResult {
    entries = List.copyOf(entries);
  }
}
