package dev.holdfast.datastore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The join tokens of a {@link DataStore}. Thread-safe. */
public interface JoinTokens {

  /**
   * Creates a token.
   *
   * @param token the token
   * @throws DataStoreException {@code ALREADY_EXISTS} if there is one
   */
  Stored<JoinToken> create(JoinToken token);

  /**
   * Creates many tokens in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #create} does.
   *
   * @param tokens the tokens, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Stored<JoinToken>>> createEach(List<JoinToken> tokens) {
    return BatchResult.each(tokens, this::create);
  }

  /**
   * Returns a token, if it is there.
   *
   * @param token the token
   */
  default Optional<Stored<JoinToken>> fetch(String token) {
    return fetch(token, ReadConsistency.current()).value();
  }

  /**
   * Returns a token, if it is there.
   *
   * @param token the token
   * @param consistency how fresh the answer must be
   */
  Read<Optional<Stored<JoinToken>>> fetch(String token, ReadConsistency consistency);

  /** Returns all tokens, in the order of their creation. */
  default List<Stored<JoinToken>> list() {
    return list(ReadConsistency.current()).value();
  }

  /**
   * Returns all tokens, in the order of their creation.
   *
   * @param consistency how fresh the answer must be
   */
  Read<List<Stored<JoinToken>>> list(ReadConsistency consistency);

  /**
   * Returns a page of the tokens, in the order of their creation.
   *
   * @param page which page
   */
  Page<Stored<JoinToken>> list(PageRequest page);

  /**
   * Deletes a token, which is how it is redeemed: of any number of callers, on whichever servers,
   * one succeeds.
   *
   * @param token the token
   * @throws DataStoreException {@code NOT_FOUND} if there is none
   */
  Deleted<JoinToken> delete(String token);

  /**
   * Deletes many tokens in their order, each by a commit of its own, which succeeds or fails alone
   * as {@link #delete} does.
   *
   * @param tokens the tokens, of any number
   * @return what became of each, in the same order
   */
  default List<BatchResult<Deleted<JoinToken>>> deleteEach(List<String> tokens) {
    return BatchResult.each(tokens, this::delete);
  }

  /**
   * Deletes tokens that have expired, oldest first.
   *
   * @param expiresBefore those that expire before this time
   * @param atMost how many at most, from 1
   */
  Pruned prune(Instant expiresBefore, int atMost);
}
