package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.datastore.grpc.DataStoreServices;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.StoreService;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.engine.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/** A process that serves a store as a plugin does, a bare echo, or a DataStore, on a socket. */
final class ServingProcess implements AutoCloseable {

  private static final String ECHO = "echo";
  private static final String STORE = "store";
  private static final String DATA_STORE = "data-store";
  private static final String READY = "ready";

  private final Process process;
  private final Endpoint endpoint;

  private ServingProcess(Process process, Endpoint endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Starts a process that serves the store of a URL, and waits until it serves. */
  static ServingProcess ofStore(String url, Path socket) throws IOException {
    return start(List.of(), socket, List.of(STORE, url));
  }

  /** Starts a process that answers without doing anything, and waits until it serves. */
  static ServingProcess ofEcho(Path socket) throws IOException {
    return start(List.of(), socket, List.of(ECHO));
  }

  /**
   * Starts a process that serves the DataStore on the store of a URL, and waits until it has loaded
   * the records.
   *
   * @param heap the process's heap, as -Xmx has it
   */
  static ServingProcess ofDataStore(String url, Path socket, String heap) throws IOException {
    return start(List.of("-Xmx" + heap), socket, List.of(DATA_STORE, url));
  }

  private static ServingProcess start(List<String> options, Path socket, List<String> served)
      throws IOException {
    Endpoint endpoint = Endpoint.parse("unix:" + socket);
    List<String> arguments = new ArrayList<>(List.of(endpoint.toString()));
    arguments.addAll(served);
    Process process = Loads.process(ServingProcess.class, options, arguments).start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.equals(READY)) {
      System.err.println(line); // what it logs before it serves
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException(
          "the process that serves " + served.get(0) + " ended before it was ready");
    }
    Thread told = new Thread(() -> output.lines().forEach(System.err::println), "told");
    told.setDaemon(true);
    told.start();
    return new ServingProcess(process, endpoint);
  }

  /** Serves until the process is killed, or the one that started it has ended. */
  public static void main(String[] arguments) throws InterruptedException {
    Loads.endWithInput();
    RpcServer.Builder server = RpcServer.on(Endpoint.parse(arguments[0]));
    switch (arguments[1]) {
      case ECHO -> serve(server.add(new BareEcho.Service()));
      case STORE -> serveStore(server, arguments[2]);
      case DATA_STORE -> serveDataStore(server, arguments[2]);
      default -> throw new IllegalArgumentException("nothing is known as " + arguments[1]);
    }
  }

  private static void serveStore(RpcServer.Builder server, String url) throws InterruptedException {
    try (Store store = Stores.open(url);
        StoreService service = StoreService.of(store)) {
      serve(server.add(service));
    }
  }

  /** Serves a DataStore as {@code holdfast serve} does. */
  private static void serveDataStore(RpcServer.Builder server, String url)
      throws InterruptedException {
    try (DataStore dataStore = DataStores.open(url);
        DataStoreServices services = DataStoreServices.of(dataStore)) {
      FleetWorld.awaitLoaded(dataStore);
      services.all().forEach(server::add);
      serve(server.runOn(Executors.newCachedThreadPool(Threads.named("holdfast-call"))));
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
