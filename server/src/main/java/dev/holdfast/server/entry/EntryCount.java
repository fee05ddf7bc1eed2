package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast entry count}. */
@Command(
    name = "count",
    description = "Counts the entries that pass every filter.",
    footer = "  holdfast entry count --federates-with partner.example")
final class EntryCount implements Runnable {

  @Mixin private final EntryFilterOptions filter = new EntryFilterOptions();
  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryCount(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    EntryFilter which = filter.filter();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      Count.print(
          dataStore.entries().count(which, consistency.consistency(dataStore)), output.output());
    }
  }
}
