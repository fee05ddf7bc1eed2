package dev.holdfast.store;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads one page of a range.
 *
 * @param range what to read
 * @param startAfter only keys after this one; nothing means from the start
 * @param limit most entries to return; nothing means as many as a page holds
 * @param content whether the values are wanted
 * @param txn the transaction to read in; nothing means a linearizable read of its own
 * @param floor what the answer must not be older than
 */
public record GetRequest(
    KeyRange range,
    Optional<Bytes> startAfter,
    OptionalInt limit,
    Content content,
    Optional<TxnId> txn,
    Floor floor) {

  /** What a page holds of each entry. */
  public enum Content {
    /** Keys, revisions and values. */
    ENTRIES,
    /** Keys and revisions; the values are left empty. */
    KEYS_ONLY
  }

  /**
   * Returns the request for the first page of a range, outside a transaction.
   *
   * @param range what to read
   */
  public static GetRequest of(KeyRange range) {
    return new GetRequest(
        range,
        Optional.empty(),
        OptionalInt.empty(),
        Content.ENTRIES,
        Optional.empty(),
        Floor.none());
  }

  /**
   * Returns the request for one key, outside a transaction.
   *
   * @param key the key
   */
  public static GetRequest of(Bytes key) {
    return of(KeyRange.key(key));
  }

  /**
   * Returns the same request for the keys after one.
   *
   * @param key the last key of the page before
   */
  public GetRequest startingAfter(Bytes key) {
    return new GetRequest(range, Optional.of(key), limit, content, txn, floor);
  }

  /**
   * Returns the same request for fewer entries.
   *
   * @param entries most entries to return, from 1
   */
  public GetRequest limitedTo(int entries) {
    return new GetRequest(range, startAfter, OptionalInt.of(entries), content, txn, floor);
  }

  /** Returns the same request without values. */
  public GetRequest keysOnly() {
    return new GetRequest(range, startAfter, limit, Content.KEYS_ONLY, txn, floor);
  }

  /**
   * Returns the same request inside a transaction.
   *
   * @param id the transaction
   */
  public GetRequest in(TxnId id) {
    return new GetRequest(range, startAfter, limit, content, Optional.of(id), floor);
  }

  /**
   * Returns the same request with a floor.
   *
   * @param least what the answer must not be older than
   */
  public GetRequest atLeast(Floor least) {
    return new GetRequest(range, startAfter, limit, content, txn, least);
  }
}
