package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;

/** The row of a bundle. */
public final class BundleRow extends Row {

  BundleRow(Origin origin) {
    super(origin);
  }

  @Override
  public RecordKind kind() {
    return RecordKind.BUNDLE;
  }
}
