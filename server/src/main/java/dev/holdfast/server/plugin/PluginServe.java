package dev.holdfast.server.plugin;

import dev.holdfast.runtime.StorePlugin;
import dev.holdfast.server.serve.MetricsOptions;
import dev.holdfast.server.serve.MetricsPage;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast plugin serve}. */
@Command(
    name = "serve",
    description = {
      "Serves a store as a plugin. It is started by a host, and not by hand: the host configures"
          + " the store, and tells the plugin when to end."
    },
    footer = {
      "  holdfast plugin serve --store sqlite:/var/lib/holdfast/store.db",
      "  holdfast plugin serve --store memory: --metrics 127.0.0.1:9464",
      "  holdfast conformance --launch './holdfast plugin serve --store sqlite:{dir}/store.db'"
    })
final class PluginServe implements Callable<Integer> {

  @Option(
      names = "--store",
      paramLabel = "URL",
      required = true,
      description = {
        "The store: sqlite:/path/to/file, postgresql:…, memory:, …",
        "Its options hold where the host tells none of that name."
      })
  private String url = "";

  @Mixin private final MetricsOptions metrics = new MetricsOptions();

  /** Makes the command; called by picocli. */
  PluginServe() {}

  @Override
  public Integer call() {
    Optional<MetricsPage> page = metrics.open();
    try {
      return StorePlugin.serve(url);
    } finally {
      page.ifPresent(MetricsPage::close);
    }
  }
}
