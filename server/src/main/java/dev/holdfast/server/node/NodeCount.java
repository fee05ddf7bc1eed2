package dev.holdfast.server.node;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast node count}. */
@Command(
    name = "count",
    description = "Counts the nodes that pass every filter.",
    footer = "  holdfast node count --expires-before now")
final class NodeCount implements Runnable {

  @Mixin private final NodeFilterOptions filter = new NodeFilterOptions();
  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeCount(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    NodeFilter which = filter.filter();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      Count.print(
          dataStore.nodes().count(which, consistency.consistency(dataStore)), output.output());
    }
  }
}
