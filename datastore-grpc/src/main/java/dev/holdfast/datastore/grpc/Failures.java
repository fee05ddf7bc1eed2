package dev.holdfast.datastore.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.proto.datastore.v1.BatchStatus;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Failures of a DataStore to and from gRPC statuses.
 *
 * <p>What comes back without an {@code ErrorInfo} of the DataStore's domain, with a reason that is
 * not known here, or with one that does not fit its status, does not tell whether a write was
 * applied.
 */
final class Failures {

  private static final String OBJECT = "object";
  private static final String FIELD = "field";
  private static final Map<String, Reason> REASONS =
      Arrays.stream(Reason.values())
          .collect(Collectors.toUnmodifiableMap(Reason::name, Function.identity()));

  private Failures() {}

  /** What a call does, which decides what a lost answer means. */
  enum Effect {
    /** It reads: after a lost answer nothing has happened. */
    READ,
    /** It writes: after a lost answer anything may have happened. */
    WRITE
  }

  /** Returns the status that a failure travels as. */
  static StatusRuntimeException encode(DataStoreException failure) {
    ErrorInfo.Builder info =
        ErrorInfo.newBuilder().setDomain(Reason.DOMAIN).setReason(failure.reason().name());
    failure.object().ifPresent(object -> info.putMetadata(OBJECT, object));
    failure.field().ifPresent(field -> info.putMetadata(FIELD, field));
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.valueOf(failure.code().name()).value())
            .setMessage(failure.description())
            .addDetails(Any.pack(info.build()))
            .build());
  }

  /** Returns the failure that a status means. */
  static DataStoreException decode(Status status, Metadata trailers, Effect effect) {
    Optional<ErrorInfo> info = info(status, trailers);
    Optional<Reason> reason =
        info.flatMap(it -> Optional.ofNullable(REASONS.get(it.getReason())))
            .filter(it -> it.code().name().equals(status.getCode().name()));
    if (reason.isEmpty()) {
      return bare(status, effect);
    }
    Map<String, String> metadata = info.orElseThrow().getMetadataMap();
    return new DataStoreException(
        reason.get(),
        description(status),
        Optional.ofNullable(metadata.get(OBJECT)),
        Optional.ofNullable(metadata.get(FIELD)),
        status.asException());
  }

  /** Returns the status that the failure of one object of a batch travels as. */
  static BatchStatus status(DataStoreException failure) {
    return BatchStatus.newBuilder()
        .setCode(Status.Code.valueOf(failure.code().name()).value())
        .setMessage(failure.description())
        .setReason(failure.reason().name())
        .setObject(failure.object().orElse(""))
        .setField(failure.field().orElse(""))
        .build();
  }

  /** Returns the status that the failure of a call for one object travels as in a batch. */
  static BatchStatus statusOfCall(Throwable failure) {
    Metadata trailers = Status.trailersFromThrowable(failure);
    return status(
        decode(
            Status.fromThrowable(failure),
            trailers == null ? new Metadata() : trailers,
            Effect.WRITE));
  }

  /** Returns the failure that the status of one object of a batch means. */
  static DataStoreException failure(BatchStatus message) {
    Status status = Status.fromCodeValue(message.getCode()).withDescription(message.getMessage());
    return Optional.ofNullable(REASONS.get(message.getReason()))
        .filter(it -> it.code().name().equals(status.getCode().name()))
        .map(
            reason ->
                new DataStoreException(
                    reason,
                    message.getMessage(),
                    Optional.of(message.getObject()).filter(it -> !it.isEmpty()),
                    Optional.of(message.getField()).filter(it -> !it.isEmpty()),
                    status.asException()))
        .orElseGet(() -> bare(status, Effect.WRITE));
  }

  private static Optional<ErrorInfo> info(Status status, Metadata trailers) {
    for (Any detail : StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList()) {
      try {
        if (detail.is(ErrorInfo.class)
            && detail.unpack(ErrorInfo.class).getDomain().equals(Reason.DOMAIN)) {
          return Optional.of(detail.unpack(ErrorInfo.class));
        }
      } catch (InvalidProtocolBufferException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** A status without a reason of ours comes from the way there or back. */
  private static DataStoreException bare(Status status, Effect effect) {
    Reason reason =
        switch (status.getCode()) {
          case UNAUTHENTICATED -> Reason.UNAUTHENTICATED;
          case PERMISSION_DENIED -> Reason.PERMISSION_DENIED;
          default -> effect == Effect.WRITE ? Reason.OUTCOME_UNKNOWN : ofRead(status);
        };
    return told(reason, status);
  }

  private static Reason ofRead(Status status) {
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> Reason.DEADLINE_EXCEEDED;
      case CANCELLED -> Reason.CANCELLED;
      case UNAVAILABLE, UNKNOWN, ABORTED -> Reason.AWAY;
      case RESOURCE_EXHAUSTED -> Reason.STORE_EXHAUSTED;
      case UNIMPLEMENTED -> Reason.UNIMPLEMENTED;
      case DATA_LOSS -> Reason.CORRUPT;
      default -> Reason.INTERNAL;
    };
  }

  /** Returns the failure of a call that was never handed to a connection. */
  static DataStoreException beforeDeparture(Status status, Effect effect) {
    return switch (status.getCode()) {
      // Whoever gave up cannot tell how far the call came in that moment.
      case CANCELLED, DEADLINE_EXCEEDED -> bare(status, effect);
      default -> told(Reason.AWAY, status);
    };
  }

  private static DataStoreException told(Reason reason, Status status) {
    return new DataStoreException(
        reason, status.getCode() + ": " + description(status), status.asException());
  }

  private static String description(Status status) {
    return Optional.ofNullable(status.getDescription()).orElse("no description");
  }
}
