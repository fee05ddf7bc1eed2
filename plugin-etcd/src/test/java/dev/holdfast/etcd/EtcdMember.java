package dev.holdfast.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of etcd, on loopback, that can be killed, paused and started again. */
final class EtcdMember implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/etcd");
  private static final long START_SECONDS = 120;

  private final Path log;
  private final List<String> command;
  private final int clientPort;
  private Process process;

  private EtcdMember(Path log, List<String> command, int clientPort) {
    this.log = log;
    this.command = command;
    this.clientPort = clientPort;
    this.process = launch();
  }

  /** Skips a test where etcd is not installed, and no test run was promised that it is. */
  static void requireInstalled() {
    boolean demanded = System.getenv().containsKey("HOLDFAST_TEST_TOOLS");
    assumeTrue(
        Files.isExecutable(PROGRAM) || demanded,
        "etcd is not installed, and HOLDFAST_TEST_TOOLS is not set");
  }

  /** Starts a cluster of one. */
  static EtcdMember alone(Path folder, String... options) {
    int client = freePort();
    return start(
        folder,
        "alone",
        client,
        freePort(),
        "alone",
        List.of("--auto-compaction-retention=0"),
        options);
  }

  /**
   * Starts a member; it answers once the cluster has a leader.
   *
   * @param folder where its data and log are
   * @param name its name
   * @param clientPort the port for clients
   * @param peerPort the port for members
   * @param token names the cluster
   * @param cluster options that say who is in it
   * @param options more options
   */
  static EtcdMember start(
      Path folder,
      String name,
      int clientPort,
      int peerPort,
      String token,
      List<String> cluster,
      String... options) {
    String client = "http://127.0.0.1:" + clientPort;
    String peer = "http://127.0.0.1:" + peerPort;
    List<String> command = new ArrayList<>();
    command.add(PROGRAM.toString());
    command.addAll(List.of("--name", name, "--data-dir", folder.resolve(name).toString()));
    command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
    command.addAll(List.of("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer));
    command.addAll(List.of("--initial-cluster-token", token));
    if (cluster.stream().noneMatch(option -> option.startsWith("--initial-cluster="))) {
      command.add("--initial-cluster=" + name + "=" + peer);
    }
    command.addAll(cluster);
    command.addAll(List.of(options));
    return new EtcdMember(folder.resolve(name + ".log"), command, clientPort);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int clientPort() {
    return clientPort;
  }

  String endpoint() {
    return "127.0.0.1:" + clientPort;
  }

  private Process launch() {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has a leader, and answers. */
  EtcdMember awaitUp() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!isHealthy()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("etcd did not come up: " + logText());
      }
      pause();
    }
    return this;
  }

  private boolean isHealthy() {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint() + "/health"))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false; // nobody listens yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns a figure that the member tells of itself. */
  double metric(String name) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint() + "/metrics")).build();
    return HttpClient.newHttpClient()
        .send(request, BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String logText() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Kills it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("etcd outlived its kill");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it again on its data. */
  void startAgain() {
    process = launch();
  }

  /** Stops it where it is, or has it go on. */
  void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
