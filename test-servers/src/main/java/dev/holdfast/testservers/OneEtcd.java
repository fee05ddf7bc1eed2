package dev.holdfast.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The etcd of all tests of a process: that of the environment, {@code
 * HOLDFAST_TEST_ETCD_ENDPOINTS}, or a member of its own that is started when it is first asked for
 * and ends with the process. Thread-safe.
 */
public final class OneEtcd {

  private static final String PROGRAM = "etcd";
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long PAUSE_MILLIS = 20;

  private OneEtcd() {}

  /** Started when it is first asked for. */
  private static final class Holder {
    static final String ENDPOINTS = given().orElseGet(OneEtcd::start);
  }

  /** Returns why there is no etcd, if there is none. */
  public static Optional<String> missing() {
    return given().isPresent() || Programs.find(PROGRAM).isPresent()
        ? Optional.empty()
        : Optional.of("etcd is not installed; ./test installs it");
  }

  /** Returns the URL of a store that nobody has used. */
  public static String freshUrl() {
    return "etcd:"
        + Holder.ENDPOINTS
        + "/test-"
        + ProcessHandle.current().pid()
        + "-"
        + Long.toHexString(System.nanoTime())
        + "-"
        + PREFIXES.incrementAndGet();
  }

  private static Optional<String> given() {
    return Optional.ofNullable(System.getenv("HOLDFAST_TEST_ETCD_ENDPOINTS"))
        .filter(endpoints -> !endpoints.isBlank());
  }

  private static String start() {
    try {
      Path folder = Folders.newData(PROGRAM);
      int port = freePort();
      String client = "http://127.0.0.1:" + port;
      String peer = "http://127.0.0.1:" + freePort();
      Process process =
          new ProcessBuilder(command(folder, client, peer))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("server.log").toFile())
              .start();
      Files.writeString(folder.resolve(ServerProcess.PID_FILE), Long.toString(process.pid()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
      awaitHealthy(client);
      return "127.0.0.1:" + port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path folder, String client, String peer) throws IOException {
    String program =
        Programs.find(PROGRAM)
            .orElseThrow(() -> new IOException(missing().orElseThrow()))
            .toString();
    return List.of(
        program,
        "--data-dir=" + folder.resolve("data"),
        "--listen-client-urls=" + client,
        "--advertise-client-urls=" + client,
        "--listen-peer-urls=" + peer,
        "--initial-advertise-peer-urls=" + peer,
        "--initial-cluster=default=" + peer);
  }

  private static void end(Process process, Path folder) {
    try {
      process.destroyForcibly().waitFor();
      Folders.delete(folder);
    } catch (IOException e) {
      // The next server that is started removes what is left.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it has a leader, and answers. */
  private static void awaitHealthy(String client) throws IOException {
    HttpRequest health =
        HttpRequest.newBuilder(URI.create(client + "/health"))
            .timeout(Duration.ofSeconds(10))
            .build();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!isGood(health)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("etcd at " + client + " did not come up");
      }
      pause();
    }
  }

  private static boolean isGood(HttpRequest health) throws IOException {
    try {
      return HttpClient.newHttpClient().send(health, BodyHandlers.discarding()).statusCode()
          == HttpURLConnection.HTTP_OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while etcd started", e);
    } catch (IOException e) {
      return false; // nobody listens yet
    }
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while etcd started", e);
    }
  }
}
