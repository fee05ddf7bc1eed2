package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Listing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast entry list}. */
@Command(
    name = "list",
    description = {
      "Lists the entries that pass every filter, in the order of their creation.",
      "The whole listing shows one state, and may be of any length."
    },
    footer = {
      "  holdfast entry list --selector unix:uid:1000 --match exact",
      "  holdfast entry list --parent-id spiffe://example.org/spire/agent/1 --output json"
    })
final class EntryList implements Runnable {

  @Mixin private final EntryFilterOptions filter = new EntryFilterOptions();
  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryList(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    EntryFilter which = filter.filter();
    long most = limit.limit();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      new Listing<>(new EntryView(), page -> dataStore.entries().list(which, page))
          .print(output.output(), consistency.consistency(dataStore), most);
    }
  }
}
