package dev.holdfast.server.store;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.StoreService;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.serve.Lifetime;
import dev.holdfast.server.serve.ListenOptions;
import dev.holdfast.server.serve.MetricsOptions;
import dev.holdfast.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast store serve}. */
@Command(
    name = "serve",
    description = {
      "Serves a store over gRPC, as a plugin does (holdfast.store.v1), until it is stopped.",
      "Whoever speaks to it names it as the store unix:/path."
    },
    footer = {
      "  holdfast store serve --store memory: --listen unix:/tmp/store.sock",
      "  holdfast serve --store unix:/tmp/store.sock"
    })
final class StoreServe implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  @Mixin private final ListenOptions listen = new ListenOptions();
  @Mixin private final MetricsOptions metrics = new MetricsOptions();
  @Mixin private final StoreOption store;

  /** Makes the command; called by picocli. */
  StoreServe(Context context) {
    this.store = new StoreOption(context);
  }

  @Override
  public void run() {
    String url = store.url();
    Endpoint endpoint =
        listen
            .endpoint()
            .orElseThrow(
                () -> CommandException.usage("tell where to listen with --listen unix:/path"));
    RpcServer.Builder builder = listen.server(endpoint);
    try (Lifetime lifetime = Lifetime.begin()) {
      metrics.meter(builder, lifetime);
      Store opened = lifetime.hold(store.open());
      StoreService service = StoreService.of(opened);
      RpcServer server =
          lifetime.hold(
              builder.add(service).healthOf(StoreService.NAME, service::isServing).start());
      LOG.info("ready: {} serves the store {}", server.endpoint(), url);
      lifetime.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
