package dev.holdfast.server.quickstart;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.cli.Preflight;
import dev.holdfast.server.failure.CommandException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, which ends with this one. */
final class ServerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 5;
  private static final long GRACE_SECONDS = 10;
  private static final String READY = " ready: ";

  private final String name;
  private final Endpoint endpoint;
  private final Path log;
  private final Process process;
  private final Thread onExit = new Thread(this::stop, "holdfast-stop-server");

  private ServerProcess(String name, Endpoint endpoint, Path log, Process process) {
    this.name = name;
    this.endpoint = endpoint;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a server on the same virtual machine and class path as this process.
   *
   * @param name what it is called, which names its log as well
   * @param folder where its log is written
   * @param endpoint where it listens
   * @param arguments the program's arguments
   */
  static ServerProcess start(String name, Path folder, Endpoint endpoint, List<String> arguments) {
    Path log = folder.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-agent") && !argument.startsWith("-javaagent"))
        .forEach(command::add);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.holdfast.server.Main"));
    command.addAll(arguments);
    // However this process ends, the server's input ends with it.
    command.add("--until-input-ends");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      ServerProcess server = new ServerProcess(name, endpoint, log, process);
      Runtime.getRuntime().addShutdownHook(server.onExit);
      return server;
    } catch (IOException e) {
      throw CommandException.failed("cannot start server " + name + ": " + e.getMessage(), e);
    }
  }

  /** Waits until the server is ready. */
  void awaitReady() throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!saidReady() || !Preflight.answers(endpoint)) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        throw CommandException.failed(
            "server "
                + name
                + (process.isAlive()
                    ? " is not ready after " + PATIENCE.toSeconds() + " s"
                    : " ended")
                + "; its log, "
                + log
                + ", says:\n"
                + said().strip(),
            new IOException(log.toString()));
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean saidReady() {
    return said().contains(READY);
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns where the server listens. */
  Endpoint endpoint() {
    return endpoint;
  }

  /** Stops the server, and waits for it. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // This process is ending, which is what the hook is for.
    }
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
