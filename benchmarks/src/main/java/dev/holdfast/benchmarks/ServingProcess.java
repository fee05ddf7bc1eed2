package dev.holdfast.benchmarks;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.StoreService;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that serves a store, or a bare echo, on a socket, as a plugin does. */
final class ServingProcess implements AutoCloseable {

  private static final String ECHO = "echo";
  private static final String READY = "ready";

  private final Process process;
  private final Endpoint endpoint;

  private ServingProcess(Process process, Endpoint endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts a process that serves the store of a URL, and waits until it serves. */
  static ServingProcess ofStore(String url, Path socket) throws IOException {
    return start(url, Endpoint.parse("unix:" + socket));
  }

  /** Starts a process that answers without doing anything, and waits until it serves. */
  static ServingProcess ofEcho(Path socket) throws IOException {
    return start(ECHO, Endpoint.parse("unix:" + socket));
  }

  private static ServingProcess start(String served, Endpoint endpoint) throws IOException {
    Process process =
        Loads.process(ServingProcess.class, List.of(served, endpoint.toString())).start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.equals(READY)) {
      System.err.println(line); // what it logs before it serves
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("the process that serves " + served + " ended before it was ready");
    }
    Thread told = new Thread(() -> output.lines().forEach(System.err::println), "told");
    told.setDaemon(true);
    told.start();
    return new ServingProcess(process, endpoint);
  }

  /** Serves until the process is killed. */
  public static void main(String[] arguments) throws InterruptedException {
    RpcServer.Builder server = RpcServer.on(Endpoint.parse(arguments[1]));
    if (arguments[0].equals(ECHO)) {
      serve(server.add(new BareEcho.Service()));
      return;
    }
    try (Store store = Stores.open(arguments[0]);
        StoreService service = StoreService.of(store)) {
      serve(server.add(service));
    }
  }

  private static void serve(RpcServer.Builder builder) throws InterruptedException {
    try (RpcServer server = builder.start()) {
      System.out.println(READY);
      server.awaitTermination();
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Returns how long processors have worked for the process. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
