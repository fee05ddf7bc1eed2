package dev.holdfast.datastore.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusMessagesTest {

  private static DataStoreStatus status(
      DataStoreStatus.State state, Optional<Floor> floor, Optional<Loading> loading) {
    return new DataStoreStatus(
        state,
        floor,
        floor.isPresent() ? Duration.ofMillis(12) : Duration.ZERO,
        "sqlite",
        "1",
        1,
        Map.of(RecordKind.BUNDLE, 3L, RecordKind.REGISTRATION_ENTRY, 412_000L),
        2,
        new DataStoreLimits(1, 2, 3),
        loading,
        Optional.of("the store is away"));
  }

  @Test
  void decode_ofWhatWasEncoded() {
    Optional<Floor> floor = Optional.of(new Floor("history", 7));
    for (DataStoreStatus status :
        new DataStoreStatus[] {
          status(DataStoreStatus.State.CURRENT, floor, Optional.empty()),
          status(
              DataStoreStatus.State.STALE,
              floor,
              Optional.of(new Loading(412_000, Duration.ofMillis(3_250)))),
          status(
              DataStoreStatus.State.LOADING,
              Optional.empty(),
              Optional.of(new Loading(0, Duration.ZERO)))
        }) {
      assertThat(StatusMessages.decode(StatusMessages.encode(status))).isEqualTo(status);
    }
  }
}
