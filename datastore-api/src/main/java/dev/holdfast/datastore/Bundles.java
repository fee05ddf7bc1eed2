package dev.holdfast.datastore;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bundles of a {@link DataStore}, one per trust domain. Thread-safe. */
public interface Bundles {

  /**
   * Creates a bundle.
   *
   * @param bundle the bundle
   * @throws DataStoreException {@code ALREADY_EXISTS} if the trust domain has one
   */
  Stored<Bundle> create(Bundle bundle);

  /**
   * Creates many bundles in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #create} does.
   *
   * @param bundles the bundles, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<Bundle>>> createEach(List<Bundle> bundles) {
    return BatchResult.each(bundles, this::create);
  }

  /**
   * Returns the bundle of a trust domain, if it has one.
   *
   * @param trustDomain the trust domain
   */
  default Optional<Stored<Bundle>> fetch(TrustDomain trustDomain) {
    return fetch(trustDomain, ReadConsistency.current()).value();
  }

  /**
   * Returns the bundle of a trust domain, if it has one.
   *
   * @param trustDomain the trust domain
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<Bundle>>> fetch(TrustDomain trustDomain, ReadConsistency consistency);

  /** Returns all bundles, in the order of their creation. */
  default List<Stored<Bundle>> list() {
    return list(ReadConsistency.current()).value();
  }

  /**
   * Returns all bundles, in the order of their creation.
   *
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<Bundle>>> list(ReadConsistency consistency);

  /**
   * Returns a page of the bundles, in the order of their creation.
   *
   * @param page which page
   */
  Page<Stored<Bundle>> list(PageRequest page);

  /** Returns how many bundles there are. */
  default long count() {
    return count(ReadConsistency.current()).value();
  }

  /**
   * Returns how many bundles there are.
   *
   * @param consistency how fresh the answer must be
   */
  Read<Long> count(ReadConsistency consistency);

  /**
   * Creates a bundle, or replaces every field of the one that is there; the sequence number is the
   * caller's.
   *
   * @param bundle the bundle
   */
  Stored<Bundle> set(Bundle bundle);

  /**
   * Sets many bundles in their order, each by a commit of its own, which succeeds or fails alone as
   * {@link #set} does.
   *
   * @param bundles the bundles, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<Bundle>>> setEach(List<Bundle> bundles) {
    return BatchResult.each(bundles, this::set);
  }

  /**
   * Changes every field of a bundle.
   *
   * @param bundle the trust domain and the new values
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  default Stored<Bundle> update(Bundle bundle) {
    return update(bundle, EnumSet.allOf(BundleField.class), Expectation.any());
  }

  /**
   * Changes some fields of a bundle, and returns it whole. With no fields it only takes a new
   * revision.
   *
   * @param bundle the trust domain and the new values; those of other fields are not looked at
   * @param fields the fields that change
   * @param expectation what must hold of the bundle
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected
   */
  Stored<Bundle> update(Bundle bundle, Set<BundleField> fields, Expectation expectation);

  /**
   * Changes many bundles in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #update(Bundle, Set, Expectation)} does.
   *
   * @param changes the changes, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<Bundle>>> updateEach(
      List<RecordChange<Bundle, BundleField>> changes) {
    return BatchResult.each(
        changes, change -> update(change.record(), change.fields(), change.expectation()));
  }

  /**
   * Deletes a bundle that no entry federates with.
   *
   * @param trustDomain the trust domain
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code FAILED_PRECONDITION} if
   *     entries federate with it
   */
  default Deleted<Bundle> delete(TrustDomain trustDomain) {
    return delete(trustDomain, DeleteMode.RESTRICT, Expectation.any());
  }

  /**
   * Deletes a bundle.
   *
   * <p>Where more entries federate with it than one commit can change, they are changed by several
   * commits, oldest id first, and the bundle is deleted by the last one: each commit leaves every
   * entry whole, and after a failure the call is repeated. How many are left, meanwhile, is the
   * count of the entries that federate with it; each commit is told to streams of changes.
   *
   * @param trustDomain the trust domain
   * @param mode what becomes of the entries that federate with it
   * @param expectation what must hold of the bundle
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code FAILED_PRECONDITION} if
   *     the mode is {@link DeleteMode#RESTRICT} and entries federate with it; {@code ABORTED} if it
   *     is not as expected
   */
  Deleted<Bundle> delete(TrustDomain trustDomain, DeleteMode mode, Expectation expectation);

  /**
   * Deletes many bundles in their order, each of which succeeds or fails alone as {@link
   * #delete(TrustDomain, DeleteMode, Expectation)} does.
   *
   * @param trustDomains the trust domains, of any number
   * @param mode what becomes of the entries that federate with them
   * @return what became of each, in the same order
   */
  default List<BatchResult<Deleted<Bundle>>> deleteEach(
      List<TrustDomain> trustDomains, DeleteMode mode) {
    return BatchResult.each(
        trustDomains, trustDomain -> delete(trustDomain, mode, Expectation.any()));
  }

  /**
   * Creates a bundle as it is, or adds to the one that is there what it lacks of the other's
   * authorities. Where it lacks any, the sequence number grows by one; where it lacks none, nothing
   * is written.
   *
   * @param bundle the bundle; of one that is there, only the authorities are added
   */
  Stored<Bundle> append(Bundle bundle);

  /**
   * Takes the authorities that have expired from a bundle. The sequence number grows by one.
   *
   * @param trustDomain the trust domain
   * @param expiresBy authorities that expire at this time or before it; keys without a time never
   *     do
   * @return the bundle as it is now; nothing where nothing had expired, or there is no bundle
   * @throws DataStoreException {@code FAILED_PRECONDITION}, reason {@code LAST_AUTHORITY}, if no
   *     authority of one sort would be left; {@code INTERNAL} if a certificate cannot be read
   */
  Optional<Stored<Bundle>> prune(TrustDomain trustDomain, Instant expiresBy);

  /**
   * Marks an authority as no longer trusted. The sequence number grows by one.
   *
   * @param trustDomain the trust domain
   * @param authority the authority
   * @throws DataStoreException {@code NOT_FOUND} if there is no bundle or no such authority; {@code
   *     INVALID_ARGUMENT} if it is marked already; {@code INTERNAL} if several keys have that id,
   *     or a certificate cannot be read
   */
  Stored<Bundle> taint(TrustDomain trustDomain, AuthorityId authority);

  /**
   * Takes an authority that is tainted from a bundle. The sequence number grows by one.
   *
   * @param trustDomain the trust domain
   * @param authority the authority
   * @throws DataStoreException {@code NOT_FOUND} if there is no bundle or no such authority; {@code
   *     INVALID_ARGUMENT} if it is not tainted; {@code INTERNAL} if several keys have that id, or a
   *     certificate cannot be read
   */
  Stored<Bundle> revoke(TrustDomain trustDomain, AuthorityId authority);
}
