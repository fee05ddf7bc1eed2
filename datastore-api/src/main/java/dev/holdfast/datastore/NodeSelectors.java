package dev.holdfast.datastore;

import java.util.List;
import java.util.Optional;

/**
 * The selectors of the nodes of a {@link DataStore}. They need no {@link AttestedNode} of that id.
 * Thread-safe.
 */
public interface NodeSelectors {

  /**
   * Replaces the selectors of a node.
   *
   * @param nodeId the node's SPIFFE id
   * @param selectors the selectors, each once; none means that the node has none any more
   * @return a state with these selectors
   */
  Floor set(SpiffeId nodeId, List<Selector> selectors);

  /**
   * Replaces the selectors of many nodes in their order, each by a commit of its own, which
   * succeeds or fails alone as {@link #set} does.
   *
   * @param sets the nodes and their selectors, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Floor>> setEach(List<NodeSelectorSet> sets) {
    return BatchResult.each(sets, it -> set(it.nodeId(), it.selectors()));
  }

  /**
   * Returns the selectors of a node, if it has any.
   *
   * @param nodeId the node's SPIFFE id
   */
  default Optional<Stored<NodeSelectorSet>> fetch(SpiffeId nodeId) {
    return fetch(nodeId, ReadConsistency.current()).value();
  }

  /**
   * Returns the selectors of a node, if it has any.
   *
   * @param nodeId the node's SPIFFE id
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<NodeSelectorSet>>> fetch(SpiffeId nodeId, ReadConsistency consistency);

  /**
   * Returns the selectors of the nodes that pass a filter, in the order in which they were first
   * set.
   *
   * @param filter which nodes
   */
  default List<Stored<NodeSelectorSet>> list(NodeSelectorFilter filter) {
    return list(filter, ReadConsistency.current()).value();
  }

  /**
   * Returns the selectors of the nodes that pass a filter, in the order in which they were first
   * set.
   *
   * @param filter which nodes
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<NodeSelectorSet>>> list(NodeSelectorFilter filter, ReadConsistency consistency);

  /**
   * Returns a page of the selectors of the nodes that pass a filter, in the order in which they
   * were first set.
   *
   * @param filter which nodes; all pages of a listing have the same
   * @param page which page
   */
  Page<Stored<NodeSelectorSet>> list(NodeSelectorFilter filter, PageRequest page);
}
