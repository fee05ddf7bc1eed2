package dev.holdfast.server.store;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.Defaults;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that tells which store. */
final class StoreOption {

  private final Context context;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description = {
        "The store: sqlite:/path/to/file, unix:/path (a store that is served), memory:, …",
        "Default: $HOLDFAST_STORE. A SQLite file that a server has open needs ?shared=true on",
        "both sides."
      })
  private Optional<String> url = Optional.empty();

  StoreOption(Context context) {
    this.context = context;
  }

  /** Opens the store, which the caller closes. */
  Store open() {
    return Stores.open(url());
  }

  /** Returns the store's URL. */
  String url() {
    return url.or(() -> context.variable(Defaults.STORE_VARIABLE))
        .orElseThrow(
            () ->
                CommandException.usage(
                    "name the store with --store or "
                        + Defaults.STORE_VARIABLE
                        + ", such as --store sqlite:/tmp/try.db"));
  }
}
