package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.TxnId;

/**
 * The name of a commit, by which it can be repeated and its outcome be found.
 *
 * @param kind what the name names
 * @param id the name
 * @param hash a digest of what the commit holds, so that a name used twice is found out
 */
public record Operation(Kind kind, String id, Bytes hash) {

  /**
   * Returns the name of a transaction's commit.
   *
   * @param txn the transaction
   * @param hash a digest of what the commit holds
   */
  public static Operation transaction(TxnId txn, Bytes hash) {
    return new Operation(Kind.TRANSACTION, txn.value(), hash);
  }

  /**
   * Returns the name of a single put or delete.
   *
   * @param request its name
   * @param hash a digest of what it holds
   */
  public static Operation request(RequestId request, Bytes hash) {
    return new Operation(Kind.REQUEST, request.value(), hash);
  }

  /** What a name names; names of two kinds never meet. */
  public enum Kind {
    /** A transaction, begun or one-shot. */
    TRANSACTION,
    /** A single put or delete. */
    REQUEST
  }
}
