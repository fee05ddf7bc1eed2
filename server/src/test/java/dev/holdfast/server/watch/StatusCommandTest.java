package dev.holdfast.server.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.server.Main;
import dev.holdfast.server.Statuses;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatusCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private String status(Optional<Loading> loading, String... args) {
    Context context =
        new Context(
            InputStream.nullInputStream(),
            out,
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            Map.of(),
            (endpoint, tls) ->
                new Connection(
                    Statuses.telling(() -> Statuses.loading(loading, Optional.empty())), () -> {}));
    assertThat(Main.run(context, args)).isZero();
    return out.toString(UTF_8);
  }

  @Test
  void status_duringALoad_tellsHowFarItIs() {
    Loading loading = new Loading(412_000, Duration.ofMillis(3_250));
    assertThat(status(Optional.of(loading), "status").lines())
        .anyMatch(line -> line.matches("Loading +412,000 records so far, in 3\\.2 s"));
  }

  @Test
  void status_duringALoad_tellsProgramsHowFarItIs() throws Exception {
    Loading loading = new Loading(412_000, Duration.ofMillis(3_250));
    JsonNode status =
        new ObjectMapper().readTree(status(Optional.of(loading), "status", "--output", "json"));
    assertThat(status.get("state").asText()).isEqualTo("loading");
    assertThat(status.at("/loading/records").asLong()).isEqualTo(412_000);
    assertThat(status.at("/loading/elapsed_ms").asLong()).isEqualTo(3_250);
  }

  @Test
  void status_whereNothingIsLoading_saysNothingOfIt() throws Exception {
    JsonNode status =
        new ObjectMapper().readTree(status(Optional.empty(), "status", "--output", "json"));
    assertThat(status.has("loading")).isFalse();
    assertThat(status.has("age_ms")).isTrue();
  }
}
