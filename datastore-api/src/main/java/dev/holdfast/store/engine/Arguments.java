package dev.holdfast.store.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.util.Optional;

/**
 * Judges requests by their arguments alone: against the capabilities and limits of a store, in one
 * place.
 */
public final class Arguments {

  private static final int MAX_ID_BYTES = 128;
  private static final int MAX_CHOSEN_ID_BYTES = 64;
  private static final long OPERATION_OVERHEAD = 16;

  private final StoreInfo info;
  private final Limits limits;

  /**
   * Makes a judge of requests to a store.
   *
   * @param info its capabilities and limits
   */
  public Arguments(StoreInfo info) {
    this.info = info;
    this.limits = info.limits();
  }

  /**
   * Judges a put.
   *
   * @param request the request
   */
  public void check(PutRequest request) {
    checkName(request.txn(), request.requestId().map(Object::toString));
    checkPrecondition(request.precondition());
    checkKey(request.key());
    checkValue(request.value());
  }

  /**
   * Judges a get.
   *
   * @param request the request
   */
  public void check(GetRequest request) {
    checkTxn(request.txn());
    checkRange(request.range());
    if (request.limit().isPresent() && request.limit().getAsInt() < 1) {
      throw Refusals.badRange(
          "limit is " + request.limit().getAsInt() + "; it is at least 1, or left out");
    }
  }

  /**
   * Judges a delete.
   *
   * @param request the request
   */
  public void check(DeleteRequest request) {
    checkName(request.txn(), request.requestId().map(Object::toString));
    checkPrecondition(request.precondition());
    checkRange(request.range());
    if (request.range() instanceof KeyRange.Prefix
        && request.precondition() != Precondition.any()) {
      throw Refusals.badRange("a precondition speaks of one key, and the range is a prefix");
    }
  }

  /**
   * Judges a range.
   *
   * @param range the range
   */
  public void checkRange(KeyRange range) {
    if (range instanceof KeyRange.SingleKey single) {
      checkKey(single.key());
    }
  }

  /**
   * Judges a commit.
   *
   * @param request the request
   */
  public void check(CommitRequest request) {
    require(Capability.TRANSACTIONS);
    if (request.kind() == CommitRequest.Kind.ONE_SHOT) {
      checkChosen(request.txn());
    } else {
      checkTxn(Optional.of(request.txn()));
    }
    long bytes = 0;
    for (Check check : request.checks()) {
      checkKey(check.key());
      bytes += sizeOf(check);
    }
    for (Mutation mutation : request.mutations()) {
      check(mutation);
      bytes += sizeOf(mutation);
    }
    checkTxnSize(request.checks().size() + request.mutations().size(), bytes);
  }

  /**
   * Judges a watch.
   *
   * @param request the request
   */
  public void check(WatchRequest request) {
    require(Capability.WATCH);
    if (request.detail() == WatchRequest.Detail.EVENTS_WITH_PREVIOUS) {
      require(Capability.PREV_VALUE);
    }
    if (request.ranges().isEmpty()) {
      throw Refusals.badRange("the watch names no range; name at least one");
    }
    if (request.ranges().size() > limits.maxRanges()) {
      throw Refusals.tooLarge(
          ErrorReason.BAD_RANGE,
          "the number of ranges",
          request.ranges().size(),
          limits.maxRanges());
    }
    request.ranges().forEach(this::checkRange);
  }

  /**
   * Judges an id that a client chose for a transaction.
   *
   * @param chosen the id
   */
  public void checkChosen(TxnId chosen) {
    require(Capability.TRANSACTIONS);
    checkId("transaction id", chosen.value(), MAX_CHOSEN_ID_BYTES);
  }

  /**
   * Judges the id of a transaction that a request names.
   *
   * @param txn the id
   */
  public void checkTxn(Optional<TxnId> txn) {
    if (txn.isPresent()) {
      require(Capability.TRANSACTIONS);
      checkId("transaction id", txn.get().value(), MAX_ID_BYTES);
    }
  }

  /**
   * Judges the size of a transaction.
   *
   * @param operations how many mutations and checks it holds
   * @param bytes how many bytes they take
   */
  public void checkTxnSize(long operations, long bytes) {
    if (operations > limits.maxTxnOps()) {
      throw Refusals.tooLarge(
          ErrorReason.TXN_TOO_LARGE,
          "the transaction's number of mutations and checks",
          operations,
          limits.maxTxnOps());
    }
    if (bytes > limits.maxTxnBytes()) {
      throw Refusals.tooLarge(
          ErrorReason.TXN_TOO_LARGE,
          "the transaction's size in bytes",
          bytes,
          limits.maxTxnBytes());
    }
  }

  /**
   * Returns what a mutation counts towards the size of its transaction.
   *
   * @param mutation the mutation
   */
  public static long sizeOf(Mutation mutation) {
    if (mutation instanceof Mutation.Put put) {
      return OPERATION_OVERHEAD + put.key().size() + put.value().size();
    }
    KeyRange range = ((Mutation.Delete) mutation).range();
    return OPERATION_OVERHEAD + range.interval().from().size();
  }

  /**
   * Returns what a check counts towards the size of its transaction.
   *
   * @param check the check
   */
  public static long sizeOf(Check check) {
    return OPERATION_OVERHEAD + check.key().size();
  }

  /**
   * Refuses what the store cannot do.
   *
   * @param capability what is needed
   */
  public void require(Capability capability) {
    if (!info.has(capability)) {
      throw Refusals.lacks(capability);
    }
  }

  private void check(Mutation mutation) {
    if (mutation instanceof Mutation.Put put) {
      checkKey(put.key());
      checkValue(put.value());
    } else if (mutation instanceof Mutation.Delete delete) {
      checkRange(delete.range());
    }
  }

  private void checkPrecondition(Precondition precondition) {
    if (precondition != Precondition.any()) {
      require(Capability.PRECONDITIONS);
    }
  }

  private void checkName(Optional<TxnId> txn, Optional<String> requestId) {
    checkTxn(txn);
    if (requestId.isEmpty()) {
      return;
    }
    require(Capability.IDEMPOTENCY);
    if (txn.isPresent()) {
      throw new StoreException(
          ErrorReason.BAD_REQUEST_ID,
          "a request id inside a transaction; the transaction's own id makes it repeatable");
    }
    checkId("request id", requestId.get(), MAX_ID_BYTES);
  }

  private static void checkId(String what, String id, int maxBytes) {
    int size = id.getBytes(UTF_8).length;
    if (size == 0 || size > maxBytes) {
      throw new StoreException(
          ErrorReason.BAD_REQUEST_ID,
          "the " + what + " has " + size + " bytes; it has from 1 to " + maxBytes);
    }
  }

  private void checkKey(Bytes key) {
    if (key.isEmpty()) {
      throw Refusals.keyEmpty();
    }
    if (key.size() > limits.maxKeyBytes()) {
      throw Refusals.tooLarge(
          ErrorReason.KEY_TOO_LARGE, "the key's size in bytes", key.size(), limits.maxKeyBytes());
    }
  }

  private void checkValue(Bytes value) {
    if (value.size() > limits.maxValueBytes()) {
      throw Refusals.tooLarge(
          ErrorReason.VALUE_TOO_LARGE,
          "the value's size in bytes",
          value.size(),
          limits.maxValueBytes());
    }
  }
}
