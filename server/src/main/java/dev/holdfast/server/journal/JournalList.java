package dev.holdfast.server.journal;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Listing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast journal list}. */
@Command(
    name = "list",
    description = "Lists the CA journals, in the order of their creation.",
    footer = "  holdfast journal list --output json")
final class JournalList implements Runnable {

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  JournalList(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    long most = limit.limit();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      new Listing<>(new CaJournalView(), page -> dataStore.caJournals().list(page))
          .print(output.output(), consistency.consistency(dataStore), most);
    }
  }
}
