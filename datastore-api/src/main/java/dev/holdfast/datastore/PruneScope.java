package dev.holdfast.datastore;

/** Which {@link AttestedNode}s are pruned. */
public enum PruneScope {
  /** Only those that can be attested again. */
  REATTESTABLE,
  /** All of them. */
  ALL
}
