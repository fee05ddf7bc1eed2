package dev.holdfast.conformance.mutant;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.conformance.CaseNumber;
import dev.holdfast.conformance.CaseResult;
import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.Size;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import dev.holdfast.conformance.Suite;
import dev.holdfast.conformance.history.ReplayMain;
import dev.holdfast.conformance.history.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case's history is saved, and judged from its file as it was when the case ran. */
final class ReplayTest {

  private static final CaseNumber RANDOM_HISTORY = CaseNumber.parse("40");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private CaseResult run(StoreFixture fixture, Settings.Histories histories) {
    Settings settings =
        new Settings(
            Size.SMALL,
            OptionalLong.empty(),
            Set.of(RANDOM_HISTORY),
            Duration.ofSeconds(5),
            Optional.of(folder),
            histories);
    try (Suite suite = new Suite(fixture, settings)) {
      return suite.run(suite.cases().get(0));
    }
  }

  private List<Violation> replay(String backend) throws IOException {
    Path history = folder.resolve("histories/" + backend + "-in-process/case-40-0.json");
    return ReplayMain.replay(history, new PrintStream(printed, true, UTF_8));
  }

  @Test
  void historyOfAFailedCase_showsTheSameViolations() throws IOException {
    Mutant mutant = Mutant.ofStore("M26", KeyMutants.RebornByOverwrite::new);
    CaseResult result = run(mutant, Settings.Histories.FAILED);
    assertThat(result.result()).isEqualTo(Result.FAILED);
    List<Violation> violations = replay("M26");
    assertThat(violations).isNotEmpty();
    assertThat(result.reason().orElseThrow())
        .contains(violations.size() + " promises", violations.get(0).toString());
    assertThat(printed.toString(UTF_8)).contains("violations", violations.get(0).toString());
  }

  @Test
  void historyOfAPassedCase_isClean() throws IOException {
    CaseResult result = run(StoreFixtures.memory(), Settings.Histories.ALL);
    assertThat(result.result()).isEqualTo(Result.PASSED);
    assertThat(replay("memory")).isEmpty();
    assertThat(printed.toString(UTF_8)).contains(result.operations() + " calls", "no violation");
  }
}
