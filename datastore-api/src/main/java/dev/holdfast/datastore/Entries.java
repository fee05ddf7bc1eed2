package dev.holdfast.datastore;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registration entries of a {@link DataStore}. Thread-safe. */
public interface Entries {

  /**
   * Creates an entry, or returns the one that has the same parent id, SPIFFE id and set of
   * selectors. Of any number of callers that create the same entry at once, on whichever servers,
   * one creates it.
   *
   * @param entry the entry
   * @throws DataStoreException {@code ALREADY_EXISTS} if another entry has its id; {@code
   *     FAILED_PRECONDITION} if it federates with a trust domain that has no bundle
   */
  CreatedEntry create(RegistrationEntry entry);

  /**
   * Creates many entries by one commit: all, or none.
   *
   * <p>What they write must fit one commit; see {@link DataStoreLimits}. A refusal names the first
   * entry at fault as {@code entries[index]}.
   *
   * @param entries the entries
   * @return what became of each, in the same order
   * @throws DataStoreException as {@link #create} does; {@code INVALID_ARGUMENT}, reason {@code
   *     TOO_LARGE}, if they do not fit one commit
   */
  List<CreatedEntry> createAll(List<RegistrationEntry> entries);

  /**
   * Creates many entries, each of which succeeds or fails alone, as {@link #create} does. They are
   * created in their order, many by one commit.
   *
   * @param entries the entries, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<CreatedEntry>> createEach(List<RegistrationEntry> entries) {
    return new EntryBatches(this).create(entries);
  }

  /**
   * Returns an entry, if it is there.
   *
   * @param id the entry's id
   */
  default Optional<Stored<RegistrationEntry>> fetch(String id) {
    return fetch(id, ReadConsistency.current()).value();
  }

  /**
   * Returns an entry, if it is there.
   *
   * @param id the entry's id
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<RegistrationEntry>>> fetch(String id, ReadConsistency consistency);

  /**
   * Returns those of some entries that are there, by their ids.
   *
   * @param ids the ids
   */
  default Map<String, Stored<RegistrationEntry>> fetchAll(Collection<String> ids) {
    return fetchAll(ids, ReadConsistency.current()).value();
  }

  /**
   * Returns those of some entries that are there, by their ids.
   *
   * @param ids the ids
   * @param consistency how fresh the answer must be
   */
  Read<Map<String, Stored<RegistrationEntry>>> fetchAll(
      Collection<String> ids, ReadConsistency consistency);

  /**
   * Returns the entries that pass a filter, in the order of their creation.
   *
   * @param filter which entries
   */
  default List<Stored<RegistrationEntry>> list(EntryFilter filter) {
    return list(filter, ReadConsistency.current()).value();
  }

  /**
   * Returns the entries that pass a filter, in the order of their creation.
   *
   * @param filter which entries
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<RegistrationEntry>>> list(EntryFilter filter, ReadConsistency consistency);

  /**
   * Returns a page of the entries that pass a filter, in the order of their creation.
   *
   * @param filter which entries; all pages of a listing have the same
   * @param page which page
   */
  Page<Stored<RegistrationEntry>> list(EntryFilter filter, PageRequest page);

  /**
   * Returns how many entries pass a filter.
   *
   * @param filter which entries
   */
  default long count(EntryFilter filter) {
    return count(filter, ReadConsistency.current()).value();
  }

  /**
   * Returns how many entries pass a filter.
   *
   * @param filter which entries
   * @param consistency how fresh the answer must be
   */
  Read<Long> count(EntryFilter filter, ReadConsistency consistency);

  /**
   * Changes every field of an entry but its id.
   *
   * @param entry the id and the new values
   * @throws DataStoreException as {@link #update(String, EntryUpdate, Expectation)} does
   */
  default Stored<RegistrationEntry> update(RegistrationEntry entry) {
    return update(entry.id(), EntryUpdate.of(entry), Expectation.any());
  }

  /**
   * Changes some fields of an entry, and returns it whole.
   *
   * @param entry the id and the new values; those of other fields are not looked at
   * @param fields the fields that change
   * @throws DataStoreException as {@link #update(String, EntryUpdate, Expectation)} does
   */
  default Stored<RegistrationEntry> update(RegistrationEntry entry, Set<EntryField> fields) {
    return update(entry.id(), EntryUpdate.of(entry, fields), Expectation.any());
  }

  /**
   * Changes some fields of an entry, and returns it whole. The revision number grows by one, even
   * where no field changes.
   *
   * @param id the entry's id
   * @param update the fields that change, and their new values
   * @param expectation what must hold of the entry
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected; {@code ALREADY_EXISTS} if it would have the same parent id, SPIFFE id and set of
   *     selectors as another; {@code FAILED_PRECONDITION} if it would federate with a trust domain
   *     that has no bundle
   */
  Stored<RegistrationEntry> update(String id, EntryUpdate update, Expectation expectation);

  /**
   * Changes many entries in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #update(String, EntryUpdate, Expectation)} does.
   *
   * @param changes the changes, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<RegistrationEntry>>> updateEach(List<EntryChange> changes) {
    return BatchResult.each(
        changes, change -> update(change.id(), change.update(), change.expectation()));
  }

  /**
   * Deletes an entry.
   *
   * @param id the entry's id
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  default Deleted<RegistrationEntry> delete(String id) {
    return delete(id, Expectation.any());
  }

  /**
   * Deletes an entry.
   *
   * @param id the entry's id
   * @param expectation what must hold of it
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected
   */
  Deleted<RegistrationEntry> delete(String id, Expectation expectation);

  /**
   * Deletes many entries in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #delete(String)} does.
   *
   * @param ids the entries' ids, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Deleted<RegistrationEntry>>> deleteEach(List<String> ids) {
    return BatchResult.each(ids, this::delete);
  }

  /**
   * Deletes entries that have expired, oldest first.
   *
   * @param expiresBefore those that expire before this time
   * @param atMost how many at most, from 1
   */
  Pruned prune(Instant expiresBefore, int atMost);

  /**
   * Returns the entries that an agent may hand out, as this server's cache has them: the children
   * of its SPIFFE id, of the node aliases whose selectors it has, and of the SPIFFE ids of those
   * entries in turn, in the order of their creation.
   *
   * <p>A node alias is an entry whose parent is {@code /spire/server} of the agent's trust domain;
   * it is not an answer itself. Entries of other trust domains are left out.
   *
   * @param agentId the agent's SPIFFE id
   */
  default List<Stored<RegistrationEntry>> authorized(SpiffeId agentId) {
    return authorized(agentId, ReadConsistency.cached()).value();
  }

  /**
   * Returns the entries that an agent may hand out.
   *
   * @param agentId the agent's SPIFFE id
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<RegistrationEntry>>> authorized(SpiffeId agentId, ReadConsistency consistency);

  /**
   * Returns an entry, if an agent may hand it out.
   *
   * @param agentId the agent's SPIFFE id
   * @param id the entry's id
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<RegistrationEntry>>> authorized(
      SpiffeId agentId, String id, ReadConsistency consistency);

  /**
   * Returns what has changed of the entries that an agent may hand out since an answer that this
   * server gave; all of them where the server does not know that answer any more.
   *
   * @param agentId the agent's SPIFFE id
   * @param since the floor of that answer
   */
  AuthorizedEntries authorizedSince(SpiffeId agentId, Floor since);
}
