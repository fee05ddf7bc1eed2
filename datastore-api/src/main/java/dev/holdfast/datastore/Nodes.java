package dev.holdfast.datastore;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * Creates many nodes in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #create} does.
   *
   * @param nodes the nodes, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<AttestedNode>>> createEach(List<AttestedNode> nodes) {
    return BatchResult.each(nodes, this::create);
  }

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

  /**
   * Changes every field of a node that an update can change.
   *
   * @param node the id and the new values
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  default Stored<AttestedNode> update(AttestedNode node) {
    return update(node, EnumSet.allOf(NodeField.class), Expectation.any());
  }

  /**
   * Changes some fields of a node, and returns it whole, without its selectors.
   *
   * @param node the id and the new values; those of other fields are not looked at
   * @param fields the fields that change
   * @param expectation what must hold of the node
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected
   */
  Stored<AttestedNode> update(AttestedNode node, Set<NodeField> fields, Expectation expectation);

  /**
   * Changes many nodes in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #update(AttestedNode, Set, Expectation)} does.
   *
   * @param changes the changes, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<AttestedNode>>> updateEach(
      List<RecordChange<AttestedNode, NodeField>> changes) {
    return BatchResult.each(
        changes, change -> update(change.record(), change.fields(), change.expectation()));
  }

  /**
   * Deletes a node.
   *
   * @param id the node's SPIFFE id
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  default Deleted<AttestedNode> delete(SpiffeId id) {
    return delete(id, Expectation.any());
  }

  /**
   * Deletes a node and its selectors; if it was attested by a {@code join_token}, also its aliases:
   * the entries that have it as their parent and {@code spiffe_id:} and its id as their only
   * selector.
   *
   * <p>Where there are more aliases than one commit holds, several commits delete them, and the
   * last one deletes the node: after a failure the call is repeated.
   *
   * @param id the node's SPIFFE id
   * @param expectation what must hold of the node
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected
   */
  Deleted<AttestedNode> delete(SpiffeId id, Expectation expectation);

  /**
   * Deletes many nodes in their order, each of which succeeds or fails alone as {@link
   * #delete(SpiffeId)} does.
   *
   * @param ids the nodes' SPIFFE ids, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Deleted<AttestedNode>>> deleteEach(List<SpiffeId> ids) {
    return BatchResult.each(ids, this::delete);
  }

  /**
   * Deletes nodes whose certificate has expired, as {@link #delete(SpiffeId)} does, except banned
   * ones, oldest first. Each is gone whole or there whole, whenever the call ends. Asked for some
   * thousand at a time until fewer are deleted, it tells how far it has come.
   *
   * @param expiresBefore those whose certificate expires before this time
   * @param scope which of them
   * @param atMost how many at most, from 1
   */
  Pruned prune(Instant expiresBefore, PruneScope scope, int atMost);
}
