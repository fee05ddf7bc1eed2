package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The processes that a launched plugin leaves are found, and nobody else's. */
final class MarkedProcessesTest {

  @Test
  void running_findsThoseOfTheMarkUntilTheyEnd() throws Exception {
    MarkedProcesses some = MarkedProcesses.unused();
    MarkedProcesses others = MarkedProcesses.unused();
    Process process = start(some);
    try {
      assertThat(some.running()).contains(process.pid());
      assertThat(others.running()).isEmpty();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(some.running()).isEmpty();
  }

  private static Process start(MarkedProcesses marked) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sleep", "600");
    builder.environment().put(MarkedProcesses.VARIABLE, marked.mark());
    return builder.start();
  }
}
