package dev.holdfast.runtime;

import dev.holdfast.proto.store.v1.Check;
import dev.holdfast.proto.store.v1.Mutation;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Limits;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.engine.Arguments;
import dev.holdfast.store.engine.Refusals;
import java.util.Optional;

/**
 * Judges requests by what a plugin told of its capabilities and limits, before they leave.
 *
 * <p>It refuses nothing that the plugin would take: what depends on more than one request, such as
 * the size of a transaction that was begun, is left to the plugin, and so is a limit that it did
 * not tell. Thread-safe.
 */
final class Guard {

  private final Arguments arguments;
  private final long maxTxnBytes;

  private Guard(Arguments arguments, long maxTxnBytes) {
    this.arguments = arguments;
    this.maxTxnBytes = maxTxnBytes;
  }

  static Guard of(StoreInfo info) {
    StoreInfo judged =
        new StoreInfo(
            info.name(),
            info.version(),
            info.contractVersions(),
            info.state(),
            info.capabilities(),
            told(info.limits()));
    long bytes = info.limits().maxTxnBytes();
    return new Guard(new Arguments(judged), bytes > 0 ? bytes : Long.MAX_VALUE);
  }

  /** Returns limits of which none bounds that was not told, nor bytes counted other than here. */
  private static Limits told(Limits limits) {
    return new Limits(
        orNone(limits.maxKeyBytes()),
        orNone(limits.maxValueBytes()),
        orNone(limits.maxTxnOps()),
        limits.maxTxnReads(),
        Long.MAX_VALUE,
        limits.maxDeleteKeys(),
        limits.maxPageEntries(),
        limits.maxPageBytes(),
        limits.maxOpenTxns(),
        limits.maxWatches(),
        orNone(limits.maxRanges()),
        limits.maxQueuedWrites(),
        limits.maxTxnAge(),
        limits.defaultLease(),
        limits.minLease(),
        limits.maxLease(),
        limits.outcomeRetention(),
        limits.historyRetention(),
        limits.maxProgressLag(),
        limits.maxRevisionBytes());
  }

  /** On the wire 0 says nothing, and what is beyond 2^31 comes as a negative number. */
  private static int orNone(int limit) {
    return limit > 0 ? limit : Integer.MAX_VALUE;
  }

  void check(PutRequest request) {
    arguments.check(request);
  }

  void check(GetRequest request) {
    arguments.check(request);
  }

  void check(DeleteRequest request) {
    arguments.check(request);
  }

  void check(CountRequest request) {
    arguments.checkTxn(request.txn());
    arguments.checkRange(request.range());
  }

  void check(BeginRequest request) {
    arguments.require(Capability.TRANSACTIONS);
    request.id().ifPresent(arguments::checkChosen);
  }

  void check(CommitRequest request, dev.holdfast.proto.store.v1.CommitRequest message) {
    arguments.check(request);
    long bytes = 0;
    for (Check check : message.getChecksList()) {
      bytes += check.getSerializedSize();
    }
    for (Mutation mutation : message.getMutationsList()) {
      bytes += mutation.getSerializedSize();
    }
    if (bytes > maxTxnBytes) {
      throw Refusals.tooLarge(
          ErrorReason.TXN_TOO_LARGE, "the transaction's size in bytes", bytes, maxTxnBytes);
    }
  }

  void check(TxnId txn) {
    arguments.checkTxn(Optional.of(txn));
  }

  void check(WatchRequest request) {
    arguments.check(request);
  }
}
