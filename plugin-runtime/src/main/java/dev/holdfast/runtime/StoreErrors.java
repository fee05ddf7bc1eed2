package dev.holdfast.runtime;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
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
 * Translates a store's errors to gRPC statuses and back.
 *
 * <p>What comes back without an {@code ErrorInfo} of the store's domain, with a reason that is not
 * known here, or with a reason that does not fit its status, is {@link
 * ErrorReason#OUTCOME_UNKNOWN}: a bare status does not tell whether a write was applied.
 */
final class StoreErrors {

  private static final Map<String, ErrorReason> NAMED =
      Arrays.stream(ErrorReason.values())
          .filter(ErrorReason::isNamed)
          .collect(Collectors.toUnmodifiableMap(ErrorReason::name, Function.identity()));

  private StoreErrors() {}

  static StatusRuntimeException toStatus(StoreException e) {
    ErrorReason reason = e.reason();
    Status.Code code = Status.Code.valueOf(reason.status().name());
    if (!reason.isNamed()) {
      return code.toStatus().withDescription(e.description()).withCause(e).asRuntimeException();
    }
    ErrorInfo info =
        ErrorInfo.newBuilder()
            .setDomain(ErrorReason.DOMAIN)
            .setReason(reason.name())
            .putAllMetadata(e.metadata())
            .build();
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(e.description())
            .addDetails(Any.pack(info))
            .build());
  }

  static StoreException fromStatus(Status status, Optional<Metadata> trailers) {
    String description =
        Optional.ofNullable(status.getDescription())
            .orElseGet(() -> "the store answered " + status.getCode() + " without a word");
    Optional<ErrorInfo> info = trailers.flatMap(found -> errorInfo(status, found));
    Optional<ErrorReason> named =
        info.map(ErrorInfo::getReason)
            .flatMap(reason -> Optional.ofNullable(NAMED.get(reason)))
            .filter(reason -> reason.status().name().equals(status.getCode().name()));
    if (named.isPresent()) {
      return new StoreException(
          named.get(), description, info.orElseThrow().getMetadataMap(), status.asException());
    }
    return new StoreException(
        bare(status.getCode()),
        description,
        Map.of("status", status.getCode().name()),
        status.asException());
  }

  private static ErrorReason bare(Status.Code code) {
    return switch (code) {
      case UNAUTHENTICATED -> ErrorReason.UNAUTHENTICATED;
      case PERMISSION_DENIED -> ErrorReason.PERMISSION_DENIED;
      case DEADLINE_EXCEEDED -> ErrorReason.DEADLINE_EXCEEDED;
      case CANCELLED -> ErrorReason.CANCELLED;
      default -> ErrorReason.OUTCOME_UNKNOWN;
    };
  }

  private static Optional<ErrorInfo> errorInfo(Status status, Metadata trailers) {
    com.google.rpc.Status details = StatusProto.fromStatusAndTrailers(status, trailers);
    for (Any detail : details.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          ErrorInfo info = detail.unpack(ErrorInfo.class);
          if (info.getDomain().equals(ErrorReason.DOMAIN)) {
            return Optional.of(info);
          }
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
