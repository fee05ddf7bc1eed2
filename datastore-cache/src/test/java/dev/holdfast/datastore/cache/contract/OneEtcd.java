package dev.holdfast.datastore.cache.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The etcd of this test run: one that is given, or a member of its own that ends with it. */
final class OneEtcd {

  private static final Path PROGRAM = Path.of("/usr/bin/etcd");
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private OneEtcd() {}

  /** Started when it is first asked for. */
  private static final class Holder {
    static final String ENDPOINTS = start();
  }

  /** Returns the URL of a store that nobody has used. */
  static String freshUrl() {
    boolean demanded = System.getenv().containsKey("HOLDFAST_TEST_TOOLS");
    assumeTrue(
        given() || Files.isExecutable(PROGRAM) || demanded,
        "etcd is not installed, and HOLDFAST_TEST_TOOLS is not set");
    return "etcd:"
        + Holder.ENDPOINTS
        + "/test-"
        + ProcessHandle.current().pid()
        + "-"
        + Long.toHexString(System.nanoTime())
        + "-"
        + PREFIXES.incrementAndGet();
  }

  private static boolean given() {
    return !System.getenv().getOrDefault("HOLDFAST_TEST_ETCD_ENDPOINTS", "").isBlank();
  }

  private static String start() {
    if (given()) {
      return System.getenv("HOLDFAST_TEST_ETCD_ENDPOINTS");
    }
    try {
      Path folder = Files.createTempDirectory("holdfast-etcd");
      int port = freePort();
      String client = "http://127.0.0.1:" + port;
      String peer = "http://127.0.0.1:" + freePort();
      Process process =
          new ProcessBuilder(
                  PROGRAM.toString(),
                  "--data-dir=" + folder,
                  "--listen-client-urls=" + client,
                  "--advertise-client-urls=" + client,
                  "--listen-peer-urls=" + peer,
                  "--initial-advertise-peer-urls=" + peer,
                  "--initial-cluster=default=" + peer)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
      awaitPort(port);
      return "127.0.0.1:" + port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Process process, Path folder) {
    try {
      process.destroyForcibly().waitFor();
      Folders.delete(folder);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
