package dev.holdfast.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultsTest {

  private static final Figure WITHIN =
      Figure.of("a fetch", 120, "ns").with(Goal.ratioAtMost(4)).beside("a map", 60);
  private static final Figure SHORT = Figure.of("a <page>", 2.5, "ms").with(Goal.atMost(1));
  private static final Figure PLAIN = Figure.of("heap & more", 900, "B");

  @TempDir private Path folder;

  @Test
  void figure_isHeldAgainstItsGoal() {
    assertThat(WITHIN.passes()).contains(true);
    assertThat(WITHIN.ratio()).hasValue(2);
    assertThat(WITHIN.with(Goal.ratioAtMost(1.9)).passes()).contains(false);
    assertThat(WITHIN.with(Goal.ratioAtLeast(2)).passes()).contains(true);
    assertThat(WITHIN.with(Goal.atMost(119)).passes()).contains(false);
    assertThat(WITHIN.with(Goal.atLeast(120)).passes()).contains(true);
    assertThat(WITHIN.with(Goal.atLeast(121)).passes()).contains(false);
    assertThat(SHORT.passes()).contains(false);
    assertThat(PLAIN.passes()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> PLAIN.with(Goal.ratioAtMost(2)).passes())
        .withMessageContaining("no peer");
  }

  @Test
  void goal_isTold() {
    assertThat(Goal.ratioAtMost(4).text("ns")).isEqualTo("ratio <= 4");
    assertThat(Goal.atMost(1_024).text("B")).isEqualTo("<= 1024 B");
    assertThat(Goal.atLeast(3_000).text("/s")).isEqualTo(">= 3000 /s");
    assertThat(Goal.ratioAtLeast(0.5).text("/s")).isEqualTo("ratio >= 0.5");
    assertThat(Goal.atMost(1_000).text("ms")).isEqualTo("<= 1000 ms");
  }

  @Test
  void tell_writesWhatTheSummaryHolds() throws Exception {
    Results.tell("b", List.of(SHORT, PLAIN), folder);
    Results.tell("a", List.of(WITHIN), folder);
    Results.summarize(folder);
    JsonNode all = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());

    assertThat(all).hasSize(3);
    assertThat(all.get(0).toString())
        .isEqualTo(
            "{\"figure\":\"a fetch\",\"value\":120.0,\"unit\":\"ns\",\"goal\":\"ratio <= 4\","
                + "\"against\":\"a map: 60.0 ns\",\"ratio\":2.0,\"pass\":true}");
    assertThat(all.get(1).toString())
        .isEqualTo(
            "{\"figure\":\"a <page>\",\"value\":2.5,\"unit\":\"ms\",\"goal\":\"<= 1 ms\","
                + "\"against\":null,\"ratio\":null,\"pass\":false}");
    assertThat(all.get(2).get("pass").isNull()).isTrue();
    assertThat(Files.readString(folder.resolve("summary.md")))
        .contains("| a fetch | 120 ns | ratio <= 4 | a map: 60.0 ns | 2.00 | pass |")
        .contains("| a <page> | 2.50 ms | <= 1 ms |  |  | SHORT |");
    assertThat(Results.summarize(folder)).as("a summary of itself").hasSize(3);
  }

  @Test
  void picture_isWellFormed() throws Exception {
    Results.tell("b", List.of(SHORT, PLAIN, WITHIN), folder);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("b.svg").toFile());
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(2);
  }

  @Test
  void world_answersLikeTheModel() throws IOException {
    try (FleetWorld world = FleetWorld.inMemory(dev.holdfast.fleet.FleetSize.of(1_000))) {
      ReadWorld reads = new ReadWorld(world);
      assertThat(reads.lookUps()).hasSizeGreaterThan(14);
      ReadLoad.compare(reads, reads.lookUps(), new SlowModel(world.fleet(), java.util.Map.of()));
      for (LookUp lookUp : reads.lookUps()) {
        for (int question = 0; question < 50; question++) {
          assertThat(lookUp.bare().apply(question))
              .as(lookUp.name())
              .hasSameSizeAs(lookUp.subject().apply(question));
        }
      }
    }
  }
}
