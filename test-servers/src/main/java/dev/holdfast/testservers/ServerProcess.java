package dev.holdfast.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

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
      Prepared.copyTo(kind, folder);
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
    return urlOf(location());
  }

  /** Returns the URL of a store in its database, reached by a proxy on a port of the loopback. */
  public String urlThrough(int proxyPort) {
    return urlOf(kind.location(proxyPort));
  }

  private String urlOf(String location) {
    return kind.scheme() + ":" + location + "?user=holdfast&password=" + ServerKind.PASSWORD;
  }

  /** Opens a connection of the administrator by whatever driver is on the class path. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(kind.jdbcUrl(location()), "holdfast", ServerKind.PASSWORD);
  }

  /** Kills it as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    try {
      // Stopped first, so that it has no more children while they are counted.
      Programs.run(
          folder.resolve("kill.log"), List.of("kill", "-STOP", Long.toString(process.pid())));
      List<ProcessHandle> all =
          Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      CompletableFuture.allOf(
              all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(kind.scheme() + " outlived its kill", e);
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

  /** Keeps a copy of the data, as of now; the server must have been killed. */
  public void keepCopy() {
    copy(folder.resolve("data"), folder.resolve("copy"));
  }

  /** Puts the copy in the place of the data; the server must have been killed. */
  public void restoreCopy() {
    copy(folder.resolve("copy"), folder.resolve("data"));
  }

  /** Returns the folder of its data. */
  public Path data() {
    return folder.resolve("data");
  }

  private static void copy(Path from, Path to) {
    try {
      Folders.delete(to);
      Programs.run(
          from.resolveSibling("copy.log"), List.of("cp", "-a", from.toString(), to.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end() {
    if (process.isAlive()) {
      kill();
    }
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
