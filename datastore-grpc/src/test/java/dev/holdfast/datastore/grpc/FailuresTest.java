package dev.holdfast.datastore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.grpc.Failures.Effect;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class FailuresTest {

  @ParameterizedTest
  @EnumSource(Reason.class)
  void encode_thenDecode_everyReasonWithItsObjectAndField(Reason reason) {
    DataStoreException failure = new DataStoreException(reason, "it broke");

    for (DataStoreException each :
        new DataStoreException[] {
          failure, failure.of("bundle x"), failure.of("bundle x", "keys"), failure.at("entries", 3)
        }) {
      StatusRuntimeException status = Failures.encode(each);
      DataStoreException decoded = decode(status, Effect.WRITE);

      assertThat(status.getStatus().getCode().name()).isEqualTo(reason.code().name());
      assertThat(decoded.reason()).isEqualTo(reason);
      assertThat(decoded.object()).isEqualTo(each.object());
      assertThat(decoded.field()).isEqualTo(each.field());
      assertThat(decoded).hasMessage(each.getMessage());
    }
  }

  private static DataStoreException decode(StatusRuntimeException status, Effect effect) {
    Metadata trailers = Optional.ofNullable(status.getTrailers()).orElseGet(Metadata::new);
    return Failures.decode(status.getStatus(), trailers, effect);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      mode = Mode.EXCLUDE,
      names = {"OK", "UNAUTHENTICATED", "PERMISSION_DENIED"})
  void decode_bareStatusOfAWrite_isUnknown(Status.Code code) {
    assertThat(decode(code.toStatus().asRuntimeException(), Effect.WRITE).reason())
        .isEqualTo(Reason.OUTCOME_UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      mode = Mode.EXCLUDE,
      names = {"OK"})
  void decode_bareStatusOfARead_isNeverUnknown(Status.Code code) {
    assertThat(decode(code.toStatus().asRuntimeException(), Effect.READ).code())
        .isNotEqualTo(DataStoreException.Code.UNKNOWN);
  }

  @Test
  void decode_callerThatIsNotAllowed_wroteNothing() {
    assertThat(decode(Status.UNAUTHENTICATED.asRuntimeException(), Effect.WRITE).reason())
        .isEqualTo(Reason.UNAUTHENTICATED);
    assertThat(decode(Status.PERMISSION_DENIED.asRuntimeException(), Effect.WRITE).reason())
        .isEqualTo(Reason.PERMISSION_DENIED);
  }

  @Test
  void decode_detailsThatAreNotOurs_areNoDetails() {
    assertUnknown(Status.Code.NOT_FOUND, "another.domain", "NOT_FOUND");
    assertUnknown(Status.Code.NOT_FOUND, Reason.DOMAIN, "OF_A_LATER_VERSION");
    assertUnknown(Status.Code.UNAVAILABLE, Reason.DOMAIN, "NOT_FOUND");
  }

  private static void assertUnknown(Status.Code code, String domain, String reason) {
    StatusRuntimeException status =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .addDetails(
                    Any.pack(ErrorInfo.newBuilder().setDomain(domain).setReason(reason).build()))
                .build());
    assertThat(decode(status, Effect.WRITE).reason())
        .as("%s %s %s", code, domain, reason)
        .isEqualTo(Reason.OUTCOME_UNKNOWN);
  }
}
