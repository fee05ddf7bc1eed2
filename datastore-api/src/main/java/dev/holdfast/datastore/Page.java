package dev.holdfast.datastore;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param items the records, in the order of their creation
 * @param next where the next page begins; nothing where this page is the last
 * @param floor the state that the page reflects
 * @param age how long ago the state was known to be the latest when the page was made
 * @param <T> the kind of items
 */
public record Page<T>(List<T> items, Optional<PageToken> next, Floor floor, Duration age) {

  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }
}
