package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;

/** The row of a node's selectors. */
public final class NodeSelectorsRow extends Row {

  NodeSelectorsRow(Origin origin) {
    super(origin);
  }

  @Override
  public RecordKind kind() {
    return RecordKind.NODE_SELECTORS;
  }
}
