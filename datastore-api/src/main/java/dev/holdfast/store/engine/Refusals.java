package dev.holdfast.store.engine;

import dev.holdfast.store.Capability;
import dev.holdfast.store.Check;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The refusals that stores have in common, with their details in one form. */
public final class Refusals {

  private Refusals() {}

  /** Returns the refusal of an empty key. */
  public static StoreException keyEmpty() {
    return new StoreException(
        ErrorReason.KEY_EMPTY, "the key is empty; a key has at least one byte");
  }

  /**
   * Returns the refusal of a size beyond a limit.
   *
   * @param reason which limit
   * @param what what is too large, for people
   * @param size its size
   * @param limit the limit
   */
  public static StoreException tooLarge(ErrorReason reason, String what, long size, long limit) {
    return new StoreException(
        reason,
        what + " is " + size + ", over the limit of " + limit,
        Map.of("size", Long.toString(size), "limit", Long.toString(limit)));
  }

  /**
   * Returns the refusal of a range that makes no sense.
   *
   * @param problem what is wrong with it
   */
  public static StoreException badRange(String problem) {
    return new StoreException(ErrorReason.BAD_RANGE, problem);
  }

  /**
   * Returns the refusal of a delete that would remove too many keys.
   *
   * @param range what it would delete
   * @param limits the limits in force
   */
  public static StoreException tooManyDeleted(KeyRange range, Limits limits) {
    return new StoreException(
        ErrorReason.TXN_TOO_LARGE,
        "more than "
            + limits.maxDeleteKeys()
            + " keys lie in "
            + describe(range)
            + "; read the keys by pages and delete them in parts",
        Map.of("limit", Integer.toString(limits.maxDeleteKeys())));
  }

  /**
   * Returns the refusal of a commit that would log too much.
   *
   * @param limits the limits in force
   */
  public static StoreException revisionTooLarge(Limits limits) {
    return new StoreException(
        ErrorReason.TXN_TOO_LARGE,
        "the commit's keys, values and replaced values exceed "
            + limits.maxRevisionBytes()
            + " bytes; make the change in parts",
        Map.of("limit", Long.toString(limits.maxRevisionBytes())));
  }

  /**
   * Returns the refusal of a commit whose reads have changed.
   *
   * @param interval what was touched
   * @param snapshot when it was read
   * @param revision the store's revision at which the conflict was found
   */
  public static StoreException conflict(KeyInterval interval, long snapshot, long revision) {
    return new StoreException(
        ErrorReason.CONFLICT,
        "what the transaction read at revision "
            + snapshot
            + " from "
            + interval.from()
            + " on was changed by revision "
            + revision
            + "; run the transaction again",
        Map.of("revision", Long.toString(revision)));
  }

  /**
   * Returns the refusal of a write whose precondition does not hold.
   *
   * @param check the precondition
   * @param entry what is there
   */
  public static StoreException preconditionFailed(Check check, Optional<KeyValue> entry) {
    long current = entry.map(KeyValue::modRevision).orElse(0L);
    return new StoreException(
        ErrorReason.PRECONDITION_FAILED,
        "key "
            + check.key()
            + (entry.isPresent() ? " is at mod revision " + current : " is absent")
            + "; expected was "
            + check.precondition(),
        Map.of(
            "current_mod_revision",
            Long.toString(current),
            "key",
            Base64.getEncoder().encodeToString(check.key().toByteArray())));
  }

  /**
   * Returns the refusal of a revision that history no longer reaches back to.
   *
   * @param compactRevision the revision up to which history is gone
   */
  public static StoreException compacted(long compactRevision) {
    return new StoreException(
        ErrorReason.COMPACTED,
        "history up to revision " + compactRevision + " is gone; read everything anew",
        Map.of("compact_revision", Long.toString(compactRevision)));
  }

  /**
   * Returns the refusal of a revision that the store has not seen.
   *
   * @param revision the revision
   * @param current the store's own
   */
  public static StoreException futureRevision(long revision, long current) {
    return new StoreException(
        ErrorReason.FUTURE_REVISION,
        "revision "
            + revision
            + " lies ahead of the store's revision "
            + current
            + ": it belongs to another history",
        Map.of("revision", Long.toString(current)));
  }

  /**
   * Returns the refusal of a history that is not the store's.
   *
   * @param current the store's own
   */
  public static StoreException historyChanged(Header current) {
    return new StoreException(
        ErrorReason.HISTORY_CHANGED,
        "the store's history is now " + current.historyId() + "; read everything anew",
        Map.of("history_id", current.historyId()));
  }

  /**
   * Returns the refusal of a transaction whose snapshot is no longer kept.
   *
   * @param snapshot the snapshot's revision
   */
  public static StoreException snapshotGone(long snapshot) {
    return new StoreException(
        ErrorReason.TXN_EXPIRED,
        "the transaction's snapshot at revision " + snapshot + " is gone; run it again");
  }

  /**
   * Returns the refusal of a transaction that lived too long.
   *
   * @param txn the transaction
   */
  public static StoreException expired(TxnId txn) {
    return new StoreException(
        ErrorReason.TXN_EXPIRED, "the lease of transaction " + txn + " ran out; run it again");
  }

  /**
   * Returns the refusal of a transaction that nothing is known of.
   *
   * @param txn the transaction
   */
  public static StoreException unknown(TxnId txn) {
    return new StoreException(
        ErrorReason.TXN_UNKNOWN,
        "no transaction " + txn + " is open: it is not committed and never will be");
  }

  /**
   * Returns the refusal of a transaction that is over.
   *
   * @param txn the transaction
   * @param outcome {@code committed} or {@code aborted}
   */
  public static StoreException finished(TxnId txn, String outcome) {
    return new StoreException(
        ErrorReason.TXN_FINISHED,
        "transaction " + txn + " is " + outcome + " already",
        Map.of("outcome", outcome));
  }

  /**
   * Returns the refusal of what the store cannot do.
   *
   * @param capability what is missing
   */
  public static StoreException lacks(Capability capability) {
    return new StoreException(
        ErrorReason.CAPABILITY,
        "the store lacks the capability " + capability,
        Map.of("name", capability.name()));
  }

  /** Returns the refusal of a call to a store that is closed. */
  public static StoreException closed() {
    return new StoreException(ErrorReason.NOT_APPLIED, "the store is closed");
  }

  private static String describe(KeyRange range) {
    return range instanceof KeyRange.Prefix prefix && !prefix.prefix().isEmpty()
        ? "the prefix " + prefix.prefix()
        : "the range";
  }
}
