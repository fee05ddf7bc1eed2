package dev.holdfast.store;

import java.util.Optional;

/**
 * Writes one key.
 *
 * @param key the key
 * @param value the value; may be empty
 * @param txn the transaction to write in; nothing means a commit of its own
 * @param precondition what must hold of the key; inside a transaction it is judged at commit
 * @param requestId makes the put repeatable; not allowed inside a transaction
 */
public record PutRequest(
    Bytes key,
    Bytes value,
    Optional<TxnId> txn,
    Precondition precondition,
    Optional<RequestId> requestId) {

  /**
   * Returns the request that writes a key in a commit of its own.
   *
   * @param key the key
   * @param value the value
   */
  public static PutRequest of(Bytes key, Bytes value) {
    return new PutRequest(key, value, Optional.empty(), Precondition.any(), Optional.empty());
  }

  /**
   * Returns the same request inside a transaction.
   *
   * @param id the transaction
   */
  public PutRequest in(TxnId id) {
    return new PutRequest(key, value, Optional.of(id), precondition, requestId);
  }

  /**
   * Returns the same request under a condition.
   *
   * @param condition what must hold of the key
   */
  public PutRequest onlyIf(Precondition condition) {
    return new PutRequest(key, value, txn, condition, requestId);
  }

  /**
   * Returns the same request with a name by which it can be repeated.
   *
   * @param id the name
   */
  public PutRequest named(RequestId id) {
    return new PutRequest(key, value, txn, precondition, Optional.of(id));
  }
}
