package dev.holdfast.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.server.Statuses;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FirstLoadTest {

  private static final Optional<String> FAILURE = Optional.of("the disk is gone");

  private static Optional<Loading> loading(long records) {
    return Optional.of(new Loading(records, Duration.ofSeconds(7)));
  }

  @Test
  void reason_tellsHowFarItIs() {
    assertThat(FirstLoad.reason(Statuses.loading(loading(412_000), Optional.empty())))
        .isEqualTo("412,000 so far");
    assertThat(FirstLoad.reason(Statuses.loading(loading(1), FAILURE))).isEqualTo("1 so far");
  }

  @Test
  void reason_whereNothingComes_tellsWhatWentWrong() {
    assertThat(FirstLoad.reason(Statuses.loading(loading(0), FAILURE)))
        .isEqualTo("the disk is gone");
    assertThat(FirstLoad.reason(Statuses.loading(Optional.empty(), FAILURE)))
        .isEqualTo("the disk is gone");
    assertThat(FirstLoad.reason(Statuses.loading(loading(0), Optional.empty())))
        .isEqualTo("the store has told none yet");
  }
}
