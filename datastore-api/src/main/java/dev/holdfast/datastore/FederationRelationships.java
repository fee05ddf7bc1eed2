package dev.holdfast.datastore;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The federation relationships of a {@link DataStore}, one per trust domain, told with the bundles
 * of the trust domains. Thread-safe.
 */
public interface FederationRelationships {

  /**
   * Creates a relationship, and sets the bundle that comes with it by the same commit.
   *
   * @param relationship the relationship
   * @throws DataStoreException {@code ALREADY_EXISTS} if the trust domain has one
   */
  Stored<FederationRelationship> create(FederationRelationship relationship);

  /**
   * Creates many relationships in their order, each by a commit of its own, which succeeds or fails
   * alone as {@link #create} does.
   *
   * @param relationships the relationships, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<FederationRelationship>>> createEach(
      List<FederationRelationship> relationships) {
    return BatchResult.each(relationships, this::create);
  }

  /**
   * Returns a relationship, if it is there.
   *
   * @param trustDomain the trust domain
   */
  default Optional<Stored<FederationRelationship>> fetch(TrustDomain trustDomain) {
    return fetch(trustDomain, ReadConsistency.current()).value();
  }

  /**
   * Returns a relationship, if it is there.
   *
   * @param trustDomain the trust domain
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<FederationRelationship>>> fetch(
      TrustDomain trustDomain, ReadConsistency consistency);

  /** Returns all relationships, in the order of their creation. */
  default List<Stored<FederationRelationship>> list() {
    return list(ReadConsistency.current()).value();
  }

  /**
   * Returns all relationships, in the order of their creation.
   *
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<FederationRelationship>>> list(ReadConsistency consistency);

  /**
   * Returns a page of the relationships, in the order of their creation.
   *
   * @param page which page
   */
  Page<Stored<FederationRelationship>> list(PageRequest page);

  /**
   * Changes every field of a relationship; a bundle that is not given stays.
   *
   * @param relationship the trust domain and the new values
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  default Stored<FederationRelationship> update(FederationRelationship relationship) {
    return update(
        relationship, EnumSet.allOf(FederationRelationshipField.class), Expectation.any());
  }

  /**
   * Changes some fields of a relationship, and returns it whole; sets the bundle that comes with it
   * by the same commit.
   *
   * @param relationship the trust domain and the new values; those of other fields are not looked
   *     at
   * @param fields the fields that change
   * @param expectation what must hold of the relationship
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected
   */
  Stored<FederationRelationship> update(
      FederationRelationship relationship,
      Set<FederationRelationshipField> fields,
      Expectation expectation);

  /**
   * Changes many relationships in their order, each by a commit of its own, which succeeds or fails
   * alone as {@link #update(FederationRelationship, Set, Expectation)} does.
   *
   * @param changes the changes, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<FederationRelationship>>> updateEach(
      List<RecordChange<FederationRelationship, FederationRelationshipField>> changes) {
    return BatchResult.each(
        changes, change -> update(change.record(), change.fields(), change.expectation()));
  }

  /**
   * Deletes a relationship; the bundle stays.
   *
   * @param trustDomain the trust domain
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  default Deleted<FederationRelationship> delete(TrustDomain trustDomain) {
    return delete(trustDomain, Expectation.any());
  }

  /**
   * Deletes a relationship; the bundle stays.
   *
   * @param trustDomain the trust domain
   * @param expectation what must hold of the relationship
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected
   */
  Deleted<FederationRelationship> delete(TrustDomain trustDomain, Expectation expectation);

  /**
   * Deletes many relationships in their order, each by a commit of its own, which succeeds or fails
   * alone as {@link #delete(TrustDomain)} does.
   *
   * @param trustDomains the trust domains, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Deleted<FederationRelationship>>> deleteEach(
      List<TrustDomain> trustDomains) {
    return BatchResult.each(trustDomains, this::delete);
  }
}
