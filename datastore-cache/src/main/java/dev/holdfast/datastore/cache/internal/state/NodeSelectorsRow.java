package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;

/** The row of a node's selectors. */
public final class NodeSelectorsRow extends RecordRow<NodeSelectorSet> {

  private final Word<Members<Selector>> selectors;

  NodeSelectorsRow(Origin<NodeSelectorSet> origin, Word<Members<Selector>> selectors) {
    super(origin, origin.stored().value().nodeId());
    this.selectors = selectors;
  }

  @Override
  NodeSelectorsRow copy() {
    return new NodeSelectorsRow(origin(), selectors);
  }

  @Override
  public SpiffeId key() {
    return stored().value().nodeId();
  }

  /** Returns the selectors as they were numbered when the row was made. */
  Word<Members<Selector>> selectors() {
    return selectors;
  }
}
