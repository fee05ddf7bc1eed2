package dev.holdfast.server.serve;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.datastore.grpc.Access;
import dev.holdfast.datastore.grpc.DataStoreServices;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.server.output.Texts;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.engine.Threads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast serve}. */
@Command(
    name = "serve",
    description = {
      "Serves the records of a store over gRPC, until it is stopped (Ctrl-C, SIGTERM).",
      "Reads are answered from memory; any number of servers may share one store."
    },
    footer = {
      "  holdfast serve",
      "  holdfast serve --data /var/lib/holdfast --listen unix:/run/holdfast.sock",
      "  holdfast serve --store 'sqlite:/srv/shared.db?shared=true' --listen 127.0.0.1:8443"
    })
public final class ServeCommand implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  private final Context context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder for store and socket. Default: $HOLDFAST_DATA, or .holdfast here.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--store",
      paramLabel = "URL",
      description = {
        "The store: sqlite:/path/to/file, unix:/path (a store that is served), memory:, …",
        "Default: $HOLDFAST_STORE, or the SQLite file store.db in the data folder."
      })
  private Optional<String> store = Optional.empty();

  @Option(
      names = "--until-input-ends",
      description = "Also stop when the standard input ends: when whoever started it is gone.")
  private boolean untilInputEnds;

  @Mixin private final ListenOptions listen = new ListenOptions();
  @Mixin private final MetricsOptions metrics = new MetricsOptions();
  @Mixin private final AccessOptions allowed = new AccessOptions();

  /**
   * Makes the command; called by picocli.
   *
   * @param context what surrounds the run
   */
  public ServeCommand(Context context) {
    this.context = context;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    Path folder = data.orElseGet(() -> Defaults.dataFolder(context));
    Endpoint endpoint = listen.endpoint().orElseGet(() -> Defaults.socket(folder));
    Access access = allowed.access(endpoint, listen);
    Optional<String> named = store.or(() -> context.variable(Defaults.STORE_VARIABLE));
    if (named.isEmpty()) {
      Defaults.createDataFolder(folder);
    }
    String url = named.orElseGet(() -> Defaults.storeUrl(folder));
    RpcServer.Builder builder = listen.server(endpoint);
    try (Lifetime lifetime = Lifetime.begin()) {
      if (untilInputEnds) {
        endWithInput(lifetime);
      }
      Optional<MetricsPage> page = metrics.meter(builder, lifetime);
      Store opened = lifetime.hold(Stores.open(url));
      DataStore dataStore = lifetime.hold(DataStores.on(opened));
      page.ifPresent(it -> it.show(dataStore));
      RpcServer server =
          start(builder, DataStoreServices.of(dataStore, access), dataStore, lifetime);
      FirstLoad.await(dataStore, lifetime);
      LOG.info(
          "ready: {}, after {}",
          describe(dataStore.status(), server.endpoint(), url),
          Texts.elapsed(System.nanoTime() - start));
      lifetime.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends a lifetime when the standard input ends. */
  private void endWithInput(Lifetime lifetime) {
    Thread reader =
        new Thread(
            () -> {
              try {
                context.in().transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // An input that cannot be read has ended too.
              }
              LOG.info("stopping: the input has ended");
              lifetime.close();
            },
            "holdfast-input");
    reader.setDaemon(true);
    reader.start();
  }

  private static RpcServer start(
      RpcServer.Builder server,
      DataStoreServices services,
      DataStore dataStore,
      Lifetime lifetime) {
    ExecutorService calls = Executors.newCachedThreadPool(Threads.named("holdfast-call"));
    lifetime.hold(calls::shutdownNow);
    services.all().forEach(server::add);
    for (String name : services.names()) {
      server.healthOf(
          name,
          () ->
              CompletableFuture.completedFuture(
                  dataStore.status().state() == DataStoreStatus.State.CURRENT));
    }
    RpcServer started = lifetime.hold(server.runOn(calls).start());
    // Closed before the server, which else would wait for watches that nobody ends.
    lifetime.hold(services);
    return started;
  }

  private static String describe(DataStoreStatus status, Endpoint endpoint, String url) {
    return endpoint
        + " serves "
        + url
        + " at revision "
        + status.floor().map(floor -> String.valueOf(floor.revision())).orElse("?")
        + ": "
        + Texts.counted(count(status, RecordKind.REGISTRATION_ENTRY), "entry", "entries")
        + ", "
        + Texts.counted(count(status, RecordKind.BUNDLE), "bundle", "bundles")
        + ", "
        + Texts.counted(count(status, RecordKind.ATTESTED_NODE), "node", "nodes");
  }

  private static long count(DataStoreStatus status, RecordKind kind) {
    return status.counts().getOrDefault(kind, 0L);
  }
}
