package dev.holdfast.datastore;

import java.util.List;

/**
 * The selectors of a node, whether or not there is an {@link AttestedNode} of that id.
 *
 * @param nodeId the node's SPIFFE id; the key
 * @param selectors the selectors, each once, in the caller's order
 */
public record NodeSelectorSet(SpiffeId nodeId, List<Selector> selectors) implements IdentityRecord {

  /** Copies the selectors. */
  public NodeSelectorSet {
    selectors = List.copyOf(selectors);
  }

  @Override
  public RecordKind kind() {
    return RecordKind.NODE_SELECTORS;
  }

  /** Returns the node's SPIFFE id. */
  @Override
  public String key() {
    return nodeId.toString();
  }
}
