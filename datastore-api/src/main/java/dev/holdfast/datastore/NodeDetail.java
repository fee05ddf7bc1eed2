package dev.holdfast.datastore;

/** What is told of a node. */
public enum NodeDetail {
  /** The node. */
  NODE_ONLY,
  /** The node with its selectors. */
  WITH_SELECTORS
}
