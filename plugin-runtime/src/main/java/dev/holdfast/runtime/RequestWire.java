package dev.holdfast.runtime;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchRequest.Detail;
import dev.holdfast.store.WatchRequest.Start;
import dev.holdfast.store.engine.Refusals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Requests, to messages and back. */
final class RequestWire {

  private RequestWire() {}

  /** A plugin that knows no preconditions looks whether there is the field: it is left out. */
  private static boolean isConditional(Precondition precondition) {
    return precondition != Precondition.any();
  }

  static dev.holdfast.proto.store.v1.PutRequest toMessage(PutRequest request) {
    var message =
        dev.holdfast.proto.store.v1.PutRequest.newBuilder()
            .setKey(ValueWire.toMessage(request.key()))
            .setValue(ValueWire.toMessage(request.value()))
            .setTxnId(ValueWire.toMessage(request.txn()))
            .setRequestId(ValueWire.toMessage(request.requestId()));
    if (isConditional(request.precondition())) {
      message.setPrecondition(ValueWire.toMessage(request.precondition()));
    }
    return message.build();
  }

  static PutRequest fromMessage(dev.holdfast.proto.store.v1.PutRequest request) {
    return new PutRequest(
        ValueWire.fromMessage(request.getKey()),
        ValueWire.fromMessage(request.getValue()),
        ValueWire.txn(request.getTxnId()),
        ValueWire.fromMessage(request.getPrecondition()),
        ValueWire.text(request.getRequestId()).map(RequestId::new));
  }

  static dev.holdfast.proto.store.v1.GetRequest toMessage(GetRequest request) {
    var message =
        dev.holdfast.proto.store.v1.GetRequest.newBuilder()
            .setRange(ValueWire.toMessage(request.range()))
            .setKeysOnly(request.content() == GetRequest.Content.KEYS_ONLY)
            .setTxnId(ValueWire.toMessage(request.txn()))
            .setMinRevision(request.floor().revision())
            .setHistoryId(ValueWire.toMessage(request.floor().historyId()));
    request.startAfter().ifPresent(key -> message.setStartAfter(ValueWire.toMessage(key)));
    request.limit().ifPresent(message::setLimit);
    return message.build();
  }

  static GetRequest fromMessage(dev.holdfast.proto.store.v1.GetRequest request) {
    int limit = request.getLimit();
    return new GetRequest(
        ValueWire.fromMessage(request.getRange()),
        ValueWire.bytes(request.getStartAfter()),
        // The wire's limit is unsigned: one beyond 2^31 is no limit either.
        limit > 0 ? OptionalInt.of(limit) : OptionalInt.empty(),
        request.getKeysOnly() ? GetRequest.Content.KEYS_ONLY : GetRequest.Content.ENTRIES,
        ValueWire.txn(request.getTxnId()),
        ValueWire.floor(request.getMinRevision(), request.getHistoryId()));
  }

  static dev.holdfast.proto.store.v1.DeleteRequest toMessage(DeleteRequest request) {
    var message =
        dev.holdfast.proto.store.v1.DeleteRequest.newBuilder()
            .setRange(ValueWire.toMessage(request.range()))
            .setTxnId(ValueWire.toMessage(request.txn()))
            .setRequestId(ValueWire.toMessage(request.requestId()));
    if (isConditional(request.precondition())) {
      message.setPrecondition(ValueWire.toMessage(request.precondition()));
    }
    return message.build();
  }

  static DeleteRequest fromMessage(dev.holdfast.proto.store.v1.DeleteRequest request) {
    return new DeleteRequest(
        ValueWire.fromMessage(request.getRange()),
        ValueWire.txn(request.getTxnId()),
        ValueWire.fromMessage(request.getPrecondition()),
        ValueWire.text(request.getRequestId()).map(RequestId::new));
  }

  static dev.holdfast.proto.store.v1.CountRequest toMessage(CountRequest request) {
    return dev.holdfast.proto.store.v1.CountRequest.newBuilder()
        .setRange(ValueWire.toMessage(request.range()))
        .setTxnId(ValueWire.toMessage(request.txn()))
        .setMinRevision(request.floor().revision())
        .setHistoryId(ValueWire.toMessage(request.floor().historyId()))
        .build();
  }

  static CountRequest fromMessage(dev.holdfast.proto.store.v1.CountRequest request) {
    return new CountRequest(
        ValueWire.fromMessage(request.getRange()),
        ValueWire.txn(request.getTxnId()),
        ValueWire.floor(request.getMinRevision(), request.getHistoryId()));
  }

  static dev.holdfast.proto.store.v1.BeginRequest toMessage(BeginRequest request) {
    var message =
        dev.holdfast.proto.store.v1.BeginRequest.newBuilder()
            .setReadOnly(request.mode() == BeginRequest.Mode.READ_ONLY)
            .setTxnId(ValueWire.toMessage(request.id()));
    request.lease().ifPresent(lease -> message.setLeaseMs(millis(lease)));
    return message.build();
  }

  static BeginRequest fromMessage(dev.holdfast.proto.store.v1.BeginRequest request) {
    return new BeginRequest(
        request.getReadOnly() ? BeginRequest.Mode.READ_ONLY : BeginRequest.Mode.READ_WRITE,
        duration(request.getLeaseMs()),
        ValueWire.txn(request.getTxnId()));
  }

  static dev.holdfast.proto.store.v1.CommitRequest toMessage(CommitRequest request) {
    var message =
        dev.holdfast.proto.store.v1.CommitRequest.newBuilder()
            .setTxnId(request.txn().value())
            .setOneShot(request.kind() == CommitRequest.Kind.ONE_SHOT);
    request.checks().forEach(check -> message.addChecks(toMessage(check)));
    request.mutations().forEach(mutation -> message.addMutations(toMessage(mutation)));
    return message.build();
  }

  static CommitRequest fromMessage(dev.holdfast.proto.store.v1.CommitRequest request) {
    List<Check> checks = new ArrayList<>(request.getChecksCount());
    request
        .getChecksList()
        .forEach(
            check ->
                checks.add(
                    new Check(
                        ValueWire.fromMessage(check.getKey()),
                        ValueWire.fromMessage(check.getPrecondition()))));
    List<Mutation> mutations = new ArrayList<>(request.getMutationsCount());
    request.getMutationsList().forEach(mutation -> mutations.add(fromMessage(mutation)));
    return new CommitRequest(
        new TxnId(request.getTxnId()),
        checks,
        mutations,
        request.getOneShot() ? CommitRequest.Kind.ONE_SHOT : CommitRequest.Kind.BEGUN);
  }

  private static dev.holdfast.proto.store.v1.Check toMessage(Check check) {
    return dev.holdfast.proto.store.v1.Check.newBuilder()
        .setKey(ValueWire.toMessage(check.key()))
        .setPrecondition(ValueWire.toMessage(check.precondition()))
        .build();
  }

  private static dev.holdfast.proto.store.v1.Mutation toMessage(Mutation mutation) {
    var message = dev.holdfast.proto.store.v1.Mutation.newBuilder();
    if (mutation instanceof Mutation.Put put) {
      message.setPut(
          dev.holdfast.proto.store.v1.Mutation.Put.newBuilder()
              .setKey(ValueWire.toMessage(put.key()))
              .setValue(ValueWire.toMessage(put.value())));
    } else if (mutation instanceof Mutation.Delete delete) {
      message.setDelete(ValueWire.toMessage(delete.range()));
    }
    return message.build();
  }

  private static Mutation fromMessage(dev.holdfast.proto.store.v1.Mutation mutation) {
    return switch (mutation.getKindCase()) {
      case PUT ->
          Mutation.put(
              ValueWire.fromMessage(mutation.getPut().getKey()),
              ValueWire.fromMessage(mutation.getPut().getValue()));
      case DELETE -> Mutation.delete(ValueWire.fromMessage(mutation.getDelete()));
      case KIND_NOT_SET -> throw Refusals.badRange("a mutation is neither a put nor a delete");
    };
  }

  static dev.holdfast.proto.store.v1.WatchRequest toMessage(WatchRequest request) {
    var message =
        dev.holdfast.proto.store.v1.WatchRequest.newBuilder()
            .setHistoryId(ValueWire.toMessage(request.historyId()))
            .setPrevValue(request.detail() == Detail.EVENTS_WITH_PREVIOUS);
    request.ranges().forEach(range -> message.addRanges(ValueWire.toMessage(range)));
    request.progress().ifPresent(silence -> message.setProgressMs(millis(silence)));
    if (request.start() instanceof Start.After after) {
      message.setAfterRevision(after.revision());
      after.fingerprint().ifPresent(at -> message.setAfterFingerprint(ValueWire.toMessage(at)));
    } else {
      message.setNow(true);
    }
    return message.build();
  }

  static WatchRequest fromMessage(dev.holdfast.proto.store.v1.WatchRequest request) {
    List<KeyRange> ranges = new ArrayList<>(request.getRangesCount());
    request.getRangesList().forEach(range -> ranges.add(ValueWire.fromMessage(range)));
    return new WatchRequest(
        ranges,
        start(request),
        ValueWire.text(request.getHistoryId()),
        request.getPrevValue() ? Detail.EVENTS_WITH_PREVIOUS : Detail.EVENTS,
        duration(request.getProgressMs()));
  }

  private static Start start(dev.holdfast.proto.store.v1.WatchRequest request) {
    Optional<Bytes> fingerprint = ValueWire.bytes(request.getAfterFingerprint());
    return switch (request.getFromCase()) {
      case AFTER_REVISION -> new Start.After(request.getAfterRevision(), fingerprint);
      case NOW -> {
        if (!request.getNow()) {
          throw Refusals.badRange("now is false; name a revision, or set it to true");
        }
        yield Start.Now.NOW;
      }
      case FROM_NOT_SET ->
          throw Refusals.badRange("the watch names no start: neither a revision nor now");
    };
  }

  private static int millis(Duration duration) {
    return (int) Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
  }

  /** An unsigned number of milliseconds, of which 0 says nothing. */
  private static Optional<Duration> duration(int millis) {
    return millis == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Integer.toUnsignedLong(millis)));
  }
}
