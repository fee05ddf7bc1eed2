package dev.holdfast.conformance.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is ended from outside leaves no process behind. */
final class InterruptedRunTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void endedWhileTheDatabaseIsStarted_leavesNoProcess() throws Exception {
    String hanging = "tail -f " + Files.createFile(folder.resolve("never-written"));
    assertThat(
            endedOnce(
                hanging,
                "--store",
                "memory:",
                "--case",
                "117",
                "--stop-backend",
                "true",
                "--start-backend",
                "(" + hanging + " &) && sleep 600"))
        .contains("the suite was ended while the database was stopped; start it, as by: (tail -f");
    assertThat(isNamedByAProcess(hanging)).isFalse();
  }

  @Test
  void endedWhileAPluginStarts_leavesNoProcess() throws Exception {
    String hanging = "tail -f " + Files.createFile(folder.resolve("never-written"));
    Path plugin =
        Files.writeString(folder.resolve("plugin"), "#!/bin/sh\n" + hanging + " > /dev/null\n");
    assertThat(plugin.toFile().setExecutable(true)).isTrue();
    endedOnce(hanging, "--launch", plugin.toString());
    assertThat(isNamedByAProcess(hanging)).isFalse();
  }

  /** Ends a run when a process is there, and returns what it told. */
  private String endedOnce(String process, String... arguments) throws Exception {
    Path output = folder.resolve("output");
    Process suite = start(output, arguments);
    try {
      until("there is a " + process, () -> isNamedByAProcess(process));
      suite.destroy();
      assertThat(suite.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return Files.readString(output);
    } finally {
      suite.descendants().forEach(ProcessHandle::destroyForcibly);
      suite.destroyForcibly().waitFor();
    }
  }

  private static Process start(Path output, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ConformanceMain.class.getName());
    builder.command().addAll(List.of(arguments));
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private static boolean isNamedByAProcess(String words) {
    return ProcessHandle.allProcesses()
        .anyMatch(one -> one.info().commandLine().orElse("").endsWith(words));
  }

  private static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
