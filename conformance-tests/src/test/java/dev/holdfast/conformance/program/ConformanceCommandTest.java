package dev.holdfast.conformance.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.conformance.Contract;
import dev.holdfast.conformance.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class ConformanceCommandTest {

  private static final String SOUND = "memory:";
  private static final String FAULTY = "miscounting:{dir}";

  @TempDir private Path folder;

  private final StringWriter told = new StringWriter();

  private int run(String... arguments) {
    CommandLine command = ConformanceMain.commandLine();
    command.setOut(new PrintWriter(told, true));
    command.setErr(new PrintWriter(told, true));
    return command.execute(arguments);
  }

  @Test
  void sound_passesWithStatus0() {
    assertThat(run("--store", SOUND, "--case", "10-12,75a", "--seed", "7")).isZero();
    assertThat(told.toString())
        .startsWith(Report.suiteVersion())
        .contains("[  4/4]", "75a", "passed: 4", "failed: 0");
  }

  @Test
  void faulty_failsWithStatus1AndTellsTheRule() {
    assertThat(run("--store", FAULTY, "--case", "47", "--seed", "7")).isEqualTo(1);
    assertThat(told.toString())
        .contains("R5.9:", Contract.rule("R5.9"), "expected:", "came:", "the last calls")
        .contains("repeat it with --case 47 --seed 7", "failed: 1 (47)");
  }

  @Test
  void knownFailure_isStatus0() throws IOException {
    Path known = Files.writeString(folder.resolve("known"), "# why\n47: it counts itself\n");
    assertThat(run("--store", FAULTY, "--case", "47,10", "--known-failures", known.toString()))
        .isZero();
    assertThat(told.toString()).contains("known: it counts itself", "failed: 1");
    assertThat(run("--store", SOUND, "--case", "47", "--known-failures", known.toString()))
        .isZero();
    assertThat(told.toString()).contains("known to fail, and passed: 47");
  }

  @Test
  void whatCannotBeRun_isStatus2() {
    assertThat(run("--store", "miscounting:used", "--case", "10")).isEqualTo(2);
    assertThat(told.toString()).contains("the store is not empty", "--not-empty");
    assertThat(run("--store", "miscounting:used", "--case", "10", "--not-empty")).isZero();
    assertThat(run("--store", "nowhere:", "--case", "10")).isEqualTo(2);
    assertThat(run("--store", SOUND, "--case", "999")).isEqualTo(2);
    assertThat(run("--store", SOUND, "--case", "12-10")).isEqualTo(2);
    assertThat(run("--store", SOUND, "--case", "10", "--stop-backend", "true")).isEqualTo(2);
    assertThat(run("--store", SOUND, "--case", "10-12", "--budget", "0s")).isEqualTo(2);
    assertThat(told.toString())
        .contains(
            "there is no case 999",
            "'12-10' ends before it begins",
            "--start-backend",
            "the time budget was used up");
  }

  @Test
  void databaseHooks_areRunInTheirCases() {
    Path log = folder.resolve("log");
    assertThat(hooked("117", "echo stop >> " + log, "echo start >> " + log)).isZero();
    assertThat(log).hasContent("stop\nstart\n");
  }

  @Test
  void databaseHookThatFails_isStatus2() {
    assertThat(hooked("116,117", "exit 3", "true")).isEqualTo(2);
    assertThat(told.toString())
        .contains("[  1/2]", "not judged", "passed: 0", "failed: 0")
        .contains(
            "not run: 2 cases, since the database could not be stopped: --stop-backend 'exit 3'"
                + " ended with status 3");
    assertThat(hooked("10,117", "true", "no-such-program")).isEqualTo(2);
    assertThat(told.toString())
        .contains("passed: 1")
        .contains(
            "not run: 1 cases, since the database could not be started: --start-backend"
                + " 'no-such-program' ended with status 127");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          tail -f %s | cat; did not end within 2 s and was killed
          (tail -f %s &) && sleep 600; did not end within 2 s and was killed
          (tail -f %s &) && exit 3; ended with status 3
          """)
  void databaseHookThatFails_isKilledWithAllThatItStarted(String begun, String told)
      throws IOException {
    Path file = Files.createFile(folder.resolve("never-written"));
    String hook = begun.formatted(file);
    assertThat(hooked("117", "true", hook, "--hook-timeout", "2s")).isEqualTo(2);
    assertThat(this.told.toString())
        .contains("not run: 1 cases, since the database could not be started: ")
        .contains("--start-backend '" + hook + "' " + told);
    assertThat(ProcessHandle.allProcesses())
        .noneMatch(one -> one.info().commandLine().orElse("").contains(file.toString()));
  }

  @Test
  void databaseHookThatTakesTooLong_isToldWhatToDo() {
    assertThat(hooked("117", "sleep 600", "true", "--hook-timeout", "1s")).isEqualTo(2);
    assertThat(told.toString())
        .contains("since the database could not be stopped: --stop-backend 'sleep 600' did not end")
        .contains("must return once the database is gone", "may have more time by --hook-timeout");
    assertThat(hooked("117", "true", "true", "--hook-timeout", "0s")).isEqualTo(2);
    assertThat(told.toString()).contains("--hook-timeout is not above zero: 0s");
  }

  private int hooked(String cases, String stop, String start, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--store", SOUND, "--case", cases));
    arguments.addAll(List.of("--stop-backend", stop, "--start-backend", start));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  @Test
  void report_hasFourForms() throws IOException {
    run("--store", FAULTY, "--case", "10,47", "--name", "mine", "--report", folder.toString());
    for (String form : new String[] {"json", "xml", "md", "html"}) {
      assertThat(Files.readString(folder.resolve("mine-in-process." + form)))
          .as(form)
          .contains(Report.suiteVersion(), "R5.9", "47");
    }
  }

  @Test
  void diff_tellsWhatChanged() {
    String old = report("old", SOUND);
    String current = report("new", FAULTY);
    assertThat(run("diff", old, current)).isEqualTo(1);
    assertThat(told.toString()).contains("case 47: passed -> failed");
    assertThat(run("diff", current, old)).isZero();
    assertThat(run("diff", current, folder.resolve("none.json").toString())).isEqualTo(2);
  }

  private String report(String name, String store) {
    Path place = folder.resolve(name);
    run("--store", store, "--case", "10,47", "--name", "mine", "--report", place.toString());
    return place.resolve("mine-in-process.json").toString();
  }
}
