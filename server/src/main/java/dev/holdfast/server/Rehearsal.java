package dev.holdfast.server;

import dev.holdfast.server.cli.Connector;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.server.cli.Preflight;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs a server and some commands against it, so that the virtual machine can note which classes
 * they need. Called when the program is built; see the start script.
 */
final class Rehearsal {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_MILLIS = 10;

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("status"),
          List.of(
              "entry",
              "create",
              "--spiffe-id",
              "spiffe://example.org/db",
              "--selector",
              "unix:uid:1"),
          List.of("entry", "list", "--selector", "unix:uid:1"),
          List.of("entry", "list", "--output", "json"),
          List.of("entry", "show", "none"),
          List.of("entry", "update", "none", "--hint", "x"),
          List.of("bundle", "list"),
          List.of("node", "list", "--valid-at", "now"),
          List.of("watch", "--after", "1", "--limit", "1"));

  private Rehearsal() {}

  /**
   * Runs the rehearsal.
   *
   * @param args none
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("holdfast-rehearsal-");
    try {
      rehearse(folder);
    } finally {
      delete(folder);
    }
  }

  private static void rehearse(Path folder) throws InterruptedException {
    Context context =
        new Context(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            Map.of(Defaults.DATA_VARIABLE, folder.toString()),
            Connector.overTheNetwork());
    Thread server = new Thread(() -> Main.run(context, "serve"), "rehearsal-server");
    server.start();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!Preflight.answers(Defaults.socket(folder)) && Instant.now().isBefore(deadline)) {
      Thread.sleep(LOOK_MILLIS);
    }
    COMMANDS.forEach(command -> Main.run(context, command.toArray(String[]::new)));
    server.interrupt();
    server.join();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
