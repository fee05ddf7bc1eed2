package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

  private static final Set<CaseNumber> SOME =
      Set.of(CaseNumber.parse("10"), CaseNumber.parse("75a"));

  @TempDir private Path folder;

  /** Runs two cases in process. */
  private static Report run() {
    Settings settings =
        new Settings(
            Size.SMALL,
            OptionalLong.of(7),
            SOME,
            Duration.ofSeconds(5),
            Optional.empty(),
            Settings.Histories.NONE);
    try (Suite suite = new Suite(StoreFixtures.memory(), settings)) {
      suite.cases().forEach(suite::run);
      return suite.report();
    }
  }

  @Test
  void missing_areTheCasesThatWereNeitherRunNorBeyondTheFront() {
    Report report = run();
    assertThat(report.missing())
        .contains(CaseNumber.parse("11"), CaseNumber.parse("110"))
        .doesNotContainAnyElementsOf(SOME)
        .doesNotContain(CaseNumber.parse("2"), CaseNumber.parse("113"));
    assertThat(report.missing().size() + report.cases().size())
        .isEqualTo(Specification.cases().size());
  }

  @Test
  void write_tellsEveryRowAndWhyItWasNotRun() throws IOException {
    Path file = run().write(folder);
    assertThat(file).hasFileName("memory-in-process.json");
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.path("backend").asText()).isEqualTo("memory");
    assertThat(json.path("front").asText()).isEqualTo("in-process");
    assertThat(json.path("passed").asInt()).isEqualTo(SOME.size());
    assertThat(json.path("failed").asInt()).isZero();
    assertThat(row(json, "10").path("result").asText()).isEqualTo("passed");
    assertThat(row(json, "10").path("seed").asLong()).isEqualTo(7);
    assertThat(row(json, "10").path("operations").asInt()).isPositive();
    for (String beyond : List.of("2", "4", "5", "113", "115")) {
      assertThat(row(json, beyond).path("result").asText()).isEqualTo("not-applicable");
    }
    assertThat(json.path("skipped").findValuesAsText("case")).containsExactly("119");
    assertThat(json.path("skipped").findValuesAsText("reason"))
        .allMatch(reason -> !reason.isBlank());
  }

  private static JsonNode row(JsonNode json, String number) {
    for (JsonNode row : json.path("cases")) {
      if (row.path("case").asText().equals(number)) {
        return row;
      }
    }
    throw new AssertionError("no row for case " + number);
  }
}
