package dev.holdfast.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server that was started on a free port of the loopback, with data of its own that is removed
 * with it. It syncs as it would in service. For one thread at a time.
 */
public final class ServerProcess implements AutoCloseable {

  static final String PID_FILE = "server.pid";

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long PAUSE_MILLIS = 20;

  private final ServerKind kind;
  private final Path folder;
  private final int port;
  private final List<String> settings;
  private final Thread hook = new Thread(this::end);
  private Process process;
  private int starts;

  private ServerProcess(ServerKind kind, Path folder, int port, List<String> settings)
      throws IOException {
    this.kind = kind;
    this.folder = folder;
    this.port = port;
    this.settings = List.copyOf(settings);
    this.process = launch(this.settings);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Prepares and starts a server, and waits until it can be used.
   *
   * @param kind the kind of server
   * @param settings settings of the server, {@code name=value}, before those that tests use anyway
   */
  public static ServerProcess start(ServerKind kind, String... settings) {
    try {
      Path folder = Folders.newData(kind.scheme());
      kind.prepare(folder);
      ServerProcess server =
          new ServerProcess(kind, folder, freePort(), new ArrayList<>(List.of(settings)));
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process launch(List<String> withSettings) throws IOException {
    starts++;
    Process started =
        new ProcessBuilder(kind.command(folder, port, withSettings))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Files.writeString(folder.resolve(PID_FILE), Long.toString(started.pid()));
    return started;
  }

  private Path log() {
    return folder.resolve("server-" + starts + ".log");
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!Files.readString(log()).contains(kind.readyLine())) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IOException(kind.scheme() + " did not start:\n" + Files.readString(log()));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the server started", e);
      }
    }
  }

  /** Returns the port that it listens on. */
  public int port() {
    return port;
  }

  /** Returns where its database is: a URL behind the scheme, without options. */
  public String location() {
    return kind.location(port);
  }

  /** Returns the URL of a store in its database, which options may be added to with {@code &}. */
  public String url() {
    return kind.scheme() + ":" + location() + "?user=holdfast";
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException(kind.scheme() + " outlived its kill");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server ended", e);
    }
  }

  /** Starts it again on the same data and port, and waits until it can be used. */
  public void restart() {
    try {
      process = launch(settings);
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      // The next server that is started removes what is left.
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    end();
  }
}
