package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class StoreErrorsTest {

  @ParameterizedTest
  @EnumSource
  void everyReason_survivesTheWay(ErrorReason reason) {
    StoreException sent = new StoreException(reason, "what happened", Map.of("revision", "7"));
    StatusRuntimeException status = StoreErrors.toStatus(sent);
    assertThat(status.getStatus().getCode().name()).isEqualTo(reason.status().name());
    StoreException received =
        StoreErrors.fromStatus(status.getStatus(), Optional.ofNullable(status.getTrailers()));
    assertThat(received.reason()).isEqualTo(reason);
    assertThat(received.description()).isEqualTo("what happened");
    if (reason.isNamed()) {
      assertThat(received.metadata()).containsEntry("revision", "7");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, OUTCOME_UNKNOWN",
    "ABORTED, OUTCOME_UNKNOWN",
    "INVALID_ARGUMENT, OUTCOME_UNKNOWN",
    "INTERNAL, OUTCOME_UNKNOWN",
    "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
    "PERMISSION_DENIED, PERMISSION_DENIED",
    "UNAUTHENTICATED, UNAUTHENTICATED",
  })
  void bareStatus_doesNotTellWhetherItWasApplied(Status.Code code, ErrorReason reason) {
    StoreException received = StoreErrors.fromStatus(code.toStatus(), Optional.of(new Metadata()));
    assertThat(received.reason()).isEqualTo(reason);
    assertThat(received.metadata()).containsEntry("status", code.name());
  }

  @Test
  void foreignDomain_unknownReason_orMisfittingStatus_areNotBelieved() {
    assertThat(received(Status.Code.UNAVAILABLE, "other.v1", "NOT_APPLIED"))
        .isEqualTo(ErrorReason.OUTCOME_UNKNOWN);
    assertThat(received(Status.Code.UNAVAILABLE, ErrorReason.DOMAIN, "NEVER_HEARD"))
        .isEqualTo(ErrorReason.OUTCOME_UNKNOWN);
    assertThat(received(Status.Code.UNKNOWN, ErrorReason.DOMAIN, "NOT_APPLIED"))
        .isEqualTo(ErrorReason.OUTCOME_UNKNOWN);
  }

  private static ErrorReason received(Status.Code code, String domain, String reason) {
    StatusRuntimeException status =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .addDetails(
                    Any.pack(ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build()))
                .build());
    return StoreErrors.fromStatus(status.getStatus(), Optional.ofNullable(status.getTrailers()))
        .reason();
  }
}
