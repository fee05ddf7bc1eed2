package dev.holdfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.cli.Preflight;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A server that was started by the program, in this process, and is stopped by an interrupt. */
public final class RunningServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long LOOK_MILLIS = 2;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CompletableFuture<Integer> status = new CompletableFuture<>();
  private final Thread thread;

  private RunningServer(Terminal terminal, List<String> args) {
    this.thread =
        new Thread(
            () ->
                status.complete(
                    Main.run(
                        terminal.context("", new ByteArrayOutputStream(), err),
                        args.toArray(String[]::new))),
            "server-under-test");
  }

  /** Starts a server, and waits until it listens. */
  public static RunningServer start(Terminal terminal, Endpoint endpoint, String... args) {
    RunningServer server = new RunningServer(terminal, Stream.of(args).toList());
    server.thread.start();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!Preflight.answers(endpoint)) {
      if (server.status.isDone() || Instant.now().isAfter(deadline)) {
        throw new AssertionError("the server does not listen: " + server.err.toString(UTF_8));
      }
      pause();
    }
    return server;
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Stops the server, which ends well. */
  @Override
  public void close() {
    thread.interrupt();
    assertThat(status).as("the server's exit status").succeedsWithin(PATIENCE).isEqualTo(0);
  }
}
