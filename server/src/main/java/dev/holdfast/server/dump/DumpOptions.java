package dev.holdfast.server.dump;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that tell which store is dumped or loaded: as {@code serve} has them. */
final class DumpOptions {

  private final Context context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data folder. Default: $HOLDFAST_DATA, or .holdfast here.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--store",
      paramLabel = "URL",
      description = {
        "The store: sqlite:/path/to/file, postgresql://…, unix:/path (a store that is served), …",
        "Default: $HOLDFAST_STORE, or the SQLite file store.db in the data folder. A SQLite file",
        "that a server has open needs ?shared=true on both sides."
      })
  private Optional<String> url = Optional.empty();

  DumpOptions(Context context) {
    this.context = context;
  }

  /** Returns the store's URL. */
  String url() {
    return url.or(() -> context.variable(Defaults.STORE_VARIABLE))
        .orElseGet(() -> Defaults.storeUrl(data.orElseGet(() -> Defaults.dataFolder(context))));
  }

  /** Opens the store, which the caller closes. */
  Store open() {
    return Stores.open(url());
  }
}
