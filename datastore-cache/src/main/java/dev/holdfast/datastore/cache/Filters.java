package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import java.util.Optional;

/** What filters must keep to. */
final class Filters {

  private Filters() {}

  static void check(EntryFilter filter) {
    check(filter.selectors());
  }

  static void check(NodeFilter filter) {
    check(filter.selectors());
  }

  private static void check(Optional<SetMatch<Selector>> selectors) {
    if (selectors.filter(match -> match.members().isEmpty()).isPresent()) {
      throw DataStoreException.invalid(
          "filter", "by_selectors", "it compares with an empty set; name at least one selector");
    }
  }
}
