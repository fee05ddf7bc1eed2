package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import java.util.List;
import java.util.Set;

/**
 * What a file tells of a bundle.
 *
 * @param bundle the bundle
 * @param fields the fields that the file speaks of
 * @param ignored what is left out, for people
 */
public record BundleContent(Bundle bundle, Set<BundleField> fields, List<String> ignored) {

  /** Copies the collections. */
  public BundleContent {
    fields = Set.copyOf(fields);
    ignored = List.copyOf(ignored);
  }
}
