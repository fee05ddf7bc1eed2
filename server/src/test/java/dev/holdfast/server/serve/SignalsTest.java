package dev.holdfast.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Terminal;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.server.cli.Preflight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server in a process of its own, and what signals do to it and to its clients. */
final class SignalsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;
  private final Terminal terminal = new Terminal();
  private Optional<Process> started = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    terminal.with(Defaults.DATA_VARIABLE, folder.toString());
    Process server = holdfast("server.log", "serve", "--data", folder.toString());
    started = Optional.of(server);
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!Preflight.answers(Defaults.socket(folder)) || !said("server.log").contains("ready: ")) {
      assertThat(server.isAlive()).as(said("server.log")).isTrue();
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(5);
    }
  }

  @AfterEach
  void stop() {
    started.ifPresent(Process::destroyForcibly);
  }

  private Process holdfast(String log, String... args) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            "env",
            "--default-signal=INT", // a shell's background jobs, and what they start, ignore it
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.holdfast.server.Main");
    builder.command().addAll(List.of(args));
    return builder.redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile()).start();
  }

  private String said(String log) throws Exception {
    return Files.readString(folder.resolve(log));
  }

  private static void send(String signal, Process process) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void serve_toldToStop_stopsWell(String signal) throws Exception {
    Process server = started.orElseThrow();
    terminal
        .run("entry", "create", "--spiffe-id", "spiffe://a.example/x", "--selector", "s:1")
        .ok();
    send(signal, server);
    assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isZero();
    assertThat(said("server.log").lines().filter(line -> line.contains("ready: ")))
        .singleElement()
        .asString()
        .contains("unix:" + folder.resolve("holdfast.sock"))
        .contains("sqlite:" + folder.resolve("store.db"));
    assertThat(said("server.log")).contains("stopping", "stopped").doesNotContain("WARN", "ERROR");
    assertThat(Files.exists(folder.resolve("holdfast.sock"))).isFalse();
  }

  @Test
  void serve_toldToStop_endsTheWatchesOfItsClients() throws Exception {
    Process server = started.orElseThrow();
    Process watch =
        holdfast(
            "watch.log", "watch", "--server", Defaults.socket(folder).toString(), "-o", "json");
    awaitWatch();
    send("TERM", server);
    assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(watch.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(watch.exitValue()).isEqualTo(4);
    assertThat(said("watch.log"))
        .contains("\"code\":\"UNAVAILABLE\"", "the server is shutting down")
        .contains("every change up to revision ");
  }

  @Test
  void command_interrupted_endsWithoutAWord() throws Exception {
    Process watch =
        holdfast(
            "watch.log", "watch", "--server", Defaults.socket(folder).toString(), "-o", "json");
    String before = awaitWatch();
    send("INT", watch);
    assertThat(watch.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(watch.exitValue()).isEqualTo(130);
    assertThat(said("watch.log")).startsWith(before).doesNotContain("Exception", "error");
  }

  @Test
  void serve_untilItsInputEnds_stopsWhenItDoes() throws Exception {
    Path socket = folder.resolve("second");
    Process server =
        holdfast(
            "second.log",
            "serve",
            "--store",
            "memory:",
            "--listen",
            "unix:" + socket,
            "--until-input-ends");
    try {
      Instant deadline = Instant.now().plus(PATIENCE);
      while (!said("second.log").contains("ready: ")) {
        assertThat(server.isAlive()).as(said("second.log")).isTrue();
        assertThat(Instant.now()).isBefore(deadline);
        Thread.sleep(5);
      }
      server.getOutputStream().close();
      assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
      assertThat(said("second.log")).contains("the input has ended");
      assertThat(Files.exists(socket)).isFalse();
    } finally {
      server.destroyForcibly();
    }
  }

  /** Makes changes until the watch has told one. */
  private String awaitWatch() throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    for (int i = 0; said("watch.log").isEmpty(); i++) {
      assertThat(Instant.now()).isBefore(deadline);
      terminal
          .run("entry", "create", "--spiffe-id", "spiffe://a.example/" + i, "--selector", "s:1")
          .ok();
      Thread.sleep(20);
    }
    return said("watch.log");
  }
}
