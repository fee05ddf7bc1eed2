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

  /** Opens the store, which the caller closes. */
  Store open() {
    return Stores.open(named().orElseGet(() -> Defaults.storeUrl(folder())));
  }

  /** Opens the store, whose folder is made if it is the data folder and missing. */
  Store openOrCreate() {
    if (named().isEmpty()) {
      Defaults.createDataFolder(folder());
    }
    return open();
  }

  private Optional<String> named() {
    return url.or(() -> context.variable(Defaults.STORE_VARIABLE));
  }

  private Path folder() {
    return data.orElseGet(() -> Defaults.dataFolder(context));
  }
}
