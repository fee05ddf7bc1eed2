package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.proto.datastore.v1.NodeSelectors;

/** Sets of node selectors to and from their messages. */
public final class NodeSelectorsCodec {

  /** What messages of errors call a set of node selectors. */
  public static final String OBJECT = "node selectors";

  private NodeSelectorsCodec() {}

  /**
   * Returns the set of a message.
   *
   * @param message the message
   */
  public static NodeSelectorSet decode(NodeSelectors message) {
    return new NodeSelectorSet(
        new Reading(OBJECT).spiffeId("node_id", message.getNodeId()),
        SelectorCodec.decode(OBJECT, "selectors", message.getSelectorsList()));
  }

  /**
   * Returns the message of a set.
   *
   * @param set the set
   */
  public static NodeSelectors encode(NodeSelectorSet set) {
    return NodeSelectors.newBuilder()
        .setNodeId(set.nodeId().toString())
        .addAllSelectors(SelectorCodec.encode(set.selectors()))
        .build();
  }
}
