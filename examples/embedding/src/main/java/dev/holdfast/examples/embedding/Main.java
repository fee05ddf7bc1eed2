package dev.holdfast.examples.embedding;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.DataStoreOptions;
import dev.holdfast.datastore.cache.DataStores;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The program: {@code Main <url of the store> <port>}. */
public final class Main {

  private Main() {}

  /**
   * Serves until the process is stopped.
   *
   * @param args the URL of the store and the port
   * @throws Exception if the port cannot be listened on
   */
  public static void main(String[] args) throws Exception {
    String url = args.length > 0 ? args[0] : "sqlite:identities.db";
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 8081;
    DataStoreOptions options =
        DataStoreOptions.standard()
            .waitingAtMost(Duration.ofSeconds(5))
            .bounding(RecordKind.JOIN_TOKEN, 10_000);

    DataStore dataStore = DataStores.open(url, options);
    ChangeCounter counter = new ChangeCounter(dataStore);
    AgentServer server =
        AgentServer.start(
            dataStore, counter, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  // Whoever uses the DataStore ends before it does.
                  server.close();
                  counter.close();
                  dataStore.close();
                }));
    System.out.println("http://127.0.0.1:" + server.port() + "/status");
  }
}
