package dev.holdfast.store;

import java.util.Optional;

/**
 * Deletes a range, atomically.
 *
 * @param range what to delete
 * @param txn the transaction to delete in; nothing means a commit of its own
 * @param precondition what must hold of the key; anything but {@link Precondition#any} is refused
 *     on a prefix
 * @param requestId makes the delete repeatable; not allowed inside a transaction
 */
public record DeleteRequest(
    KeyRange range, Optional<TxnId> txn, Precondition precondition, Optional<RequestId> requestId) {

  /**
   * Returns the request that deletes a range in a commit of its own.
   *
   * @param range what to delete
   */
  public static DeleteRequest of(KeyRange range) {
    return new DeleteRequest(range, Optional.empty(), Precondition.any(), Optional.empty());
  }

  /**
   * Returns the request that deletes one key in a commit of its own.
   *
   * @param key the key
   */
  public static DeleteRequest of(Bytes key) {
    return of(KeyRange.key(key));
  }

  /**
   * Returns the same request inside a transaction.
   *
   * @param id the transaction
   */
  public DeleteRequest in(TxnId id) {
    return new DeleteRequest(range, Optional.of(id), precondition, requestId);
  }

  /**
   * Returns the same request under a condition.
   *
   * @param condition what must hold of the key
   */
  public DeleteRequest onlyIf(Precondition condition) {
    return new DeleteRequest(range, txn, condition, requestId);
  }

  /**
   * Returns the same request with a name by which it can be repeated.
   *
   * @param id the name
   */
  public DeleteRequest named(RequestId id) {
    return new DeleteRequest(range, txn, precondition, Optional.of(id));
  }
}
