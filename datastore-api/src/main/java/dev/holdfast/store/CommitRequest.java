package dev.holdfast.store;

import java.util.List;

/**
 * Commits a transaction that was begun, or applies a whole one-shot transaction.
 *
 * @param txn the id that {@link BeginResult} told; for a one-shot commit, a fresh id of the
 *     client's choice
 * @param checks the last conditions of the transaction; for a one-shot commit, all of them
 * @param mutations the last changes, in order; for a one-shot commit, all of them
 * @param kind whether the transaction was begun
 */
public record CommitRequest(TxnId txn, List<Check> checks, List<Mutation> mutations, Kind kind) {

  /** Whether the transaction was begun. */
  public enum Kind {
    /** The transaction was begun. */
    BEGUN,
    /** The request is a whole transaction. */
    ONE_SHOT
  }

  /** Copies the checks and mutations. */
  public CommitRequest {
    checks = List.copyOf(checks);
    mutations = List.copyOf(mutations);
  }

  /**
   * Returns the request that commits a transaction as it stands.
   *
   * @param txn the id that {@link BeginResult} told
   */
  public static CommitRequest of(TxnId txn) {
    return new CommitRequest(txn, List.of(), List.of(), Kind.BEGUN);
  }

  /**
   * Returns the request that makes last changes to a transaction and commits it.
   *
   * @param txn the id that {@link BeginResult} told
   * @param checks the last conditions
   * @param mutations the last changes
   */
  public static CommitRequest of(TxnId txn, List<Check> checks, List<Mutation> mutations) {
    return new CommitRequest(txn, checks, mutations, Kind.BEGUN);
  }

  /**
   * Returns the request that applies checks and mutations at one revision, or nothing.
   *
   * @param id a fresh id of the client's choice, by which the request can be repeated
   * @param checks the conditions
   * @param mutations the changes
   */
  public static CommitRequest oneShot(TxnId id, List<Check> checks, List<Mutation> mutations) {
    return new CommitRequest(id, checks, mutations, Kind.ONE_SHOT);
  }
}
