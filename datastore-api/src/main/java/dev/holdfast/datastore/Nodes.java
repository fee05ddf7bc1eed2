package dev.holdfast.datastore;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attested nodes of a {@link DataStore}. Thread-safe. */
public interface Nodes {

  /**
   * Creates a node; its selectors are ignored.
   *
   * @param node the node
   * @throws DataStoreException {@code ALREADY_EXISTS} if there is one of that id
   */
  Stored<AttestedNode> create(AttestedNode node);

  /**
   * Returns a node without its selectors, if it is there.
   *
   * @param id the node's SPIFFE id
   */
  default Optional<Stored<AttestedNode>> fetch(SpiffeId id) {
    return fetch(id, NodeDetail.NODE_ONLY, ReadConsistency.current()).value();
  }

  /**
   * Returns a node, if it is there.
   *
   * @param id the node's SPIFFE id
   * @param detail what is told of it
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<AttestedNode>>> fetch(
      SpiffeId id, NodeDetail detail, ReadConsistency consistency);

  /**
   * Returns those of some nodes that are there, with their selectors, by their ids.
   *
   * @param ids the SPIFFE ids
   */
  default Map<SpiffeId, Stored<AttestedNode>> fetchAll(Collection<SpiffeId> ids) {
    return fetchAll(ids, NodeDetail.WITH_SELECTORS, ReadConsistency.current()).value();
  }

  /**
   * Returns those of some nodes that are there, by their ids.
   *
   * @param ids the SPIFFE ids
   * @param detail what is told of them
   * @param consistency how fresh the answer must be
   */
  Read<Map<SpiffeId, Stored<AttestedNode>>> fetchAll(
      Collection<SpiffeId> ids, NodeDetail detail, ReadConsistency consistency);

  /**
   * Returns the nodes that pass a filter, without their selectors, in the order of their creation.
   *
   * @param filter which nodes
   */
  default List<Stored<AttestedNode>> list(NodeFilter filter) {
    return list(filter, NodeDetail.NODE_ONLY, ReadConsistency.current()).value();
  }

  /**
   * Returns the nodes that pass a filter, in the order of their creation.
   *
   * @param filter which nodes
   * @param detail what is told of them
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<AttestedNode>>> list(
      NodeFilter filter, NodeDetail detail, ReadConsistency consistency);

  /**
   * Returns a page of the nodes that pass a filter, in the order of their creation.
   *
   * @param filter which nodes; all pages of a listing have the same
   * @param detail what is told of them
   * @param page which page
   */
  Page<Stored<AttestedNode>> list(NodeFilter filter, NodeDetail detail, PageRequest page);

  /**
   * Returns how many nodes pass a filter.
   *
   * @param filter which nodes
   */
  default long count(NodeFilter filter) {
    return count(filter, ReadConsistency.current()).value();
  }

  /**
   * Returns how many nodes pass a filter.
   *
   * @param filter which nodes
   * @param consistency how fresh the answer must be
   */
  Read<Long> count(NodeFilter filter, ReadConsistency consistency);
}
