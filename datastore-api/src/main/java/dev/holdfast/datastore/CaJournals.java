package dev.holdfast.datastore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The CA journals of a {@link DataStore}. Thread-safe. */
public interface CaJournals {

  /**
   * Creates a journal.
   *
   * @param journal the journal
   * @throws DataStoreException {@code ALREADY_EXISTS} if there is one of its id
   */
  Stored<CaJournal> create(CaJournal journal);

  /**
   * Creates many journals in their order, each by a commit of its own, which succeeds or fails
   * alone as {@link #create} does.
   *
   * @param journals the journals, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<CaJournal>>> createEach(List<CaJournal> journals) {
    return BatchResult.each(journals, this::create);
  }

  /**
   * Changes every field of a journal but its id.
   *
   * @param journal the id and the new values
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  default Stored<CaJournal> update(CaJournal journal) {
    return update(journal, Expectation.any());
  }

  /**
   * Changes every field of a journal but its id.
   *
   * @param journal the id and the new values
   * @param expectation what must hold of the journal
   * @throws DataStoreException {@code NOT_FOUND} if there is none; {@code ABORTED} if it is not as
   *     expected
   */
  Stored<CaJournal> update(CaJournal journal, Expectation expectation);

  /**
   * Changes many journals in their order, each by a commit of its own, which succeeds or fails
   * alone as {@link #update(CaJournal)} does.
   *
   * @param journals the journals, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<CaJournal>>> updateEach(List<CaJournal> journals) {
    return BatchResult.each(journals, this::update);
  }

  /**
   * Returns a journal, if it is there.
   *
   * @param id the journal's id
   */
  default Optional<Stored<CaJournal>> fetch(String id) {
    return fetch(id, ReadConsistency.current()).value();
  }

  /**
   * Returns a journal, if it is there.
   *
   * @param id the journal's id
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<CaJournal>>> fetch(String id, ReadConsistency consistency);

  /** Returns all journals, in the order of their creation. */
  default List<Stored<CaJournal>> list() {
    return list(ReadConsistency.current()).value();
  }

  /**
   * Returns all journals, in the order of their creation.
   *
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<CaJournal>>> list(ReadConsistency consistency);

  /**
   * Returns a page of the journals, in the order of their creation.
   *
   * @param page which page
   */
  Page<Stored<CaJournal>> list(PageRequest page);

  /**
   * Returns the journal of an active X.509 authority, if there is one: of several, the first that
   * was created.
   *
   * @param authorityId the authority's id
   */
  default Optional<Stored<CaJournal>> fetchByActiveX509Authority(String authorityId) {
    return fetchByActiveX509Authority(authorityId, ReadConsistency.current()).value();
  }

  /**
   * Returns the journal of an active X.509 authority, if there is one: of several, the first that
   * was created.
   *
   * @param authorityId the authority's id
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<CaJournal>>> fetchByActiveX509Authority(
      String authorityId, ReadConsistency consistency);

  /**
   * Deletes journals all of whose authorities have expired, oldest first.
   *
   * @param expiresBy those that expire at this time or before it
   * @param atMost how many at most, from 1
   */
  Pruned prune(Instant expiresBy, int atMost);
}
