package dev.holdfast.store;

import java.util.Optional;

/**
 * Counts the keys of a range.
 *
 * @param range what to count
 * @param txn the transaction to count in; nothing means a linearizable read of its own
 * @param floor what the answer must not be older than
 */
public record CountRequest(KeyRange range, Optional<TxnId> txn, Floor floor) {

  /**
   * Returns the request that counts a range, outside a transaction.
   *
   * @param range what to count
   */
  public static CountRequest of(KeyRange range) {
    return new CountRequest(range, Optional.empty(), Floor.none());
  }

  /**
   * Returns the same request inside a transaction.
   *
   * @param id the transaction
   */
  public CountRequest in(TxnId id) {
    return new CountRequest(range, Optional.of(id), floor);
  }

  /**
   * Returns the same request with a floor.
   *
   * @param least what the answer must not be older than
   */
  public CountRequest atLeast(Floor least) {
    return new CountRequest(range, txn, least);
  }
}
