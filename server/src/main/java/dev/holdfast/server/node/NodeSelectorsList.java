package dev.holdfast.server.node;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Listing;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast node selectors list}. */
@Command(
    name = "list",
    description = "Lists the selectors of all nodes, in the order in which they were first set.",
    footer = "  holdfast node selectors list --valid-at now")
final class NodeSelectorsList implements Runnable {

  @Option(
      names = "--valid-at",
      paramLabel = "WHEN",
      description = {
        "Only of nodes that are there and whose certificate expires after this time:",
        "2030-01-31T12:00:00Z, seconds since 1970, or now."
      })
  private Optional<Instant> validAt = Optional.empty();

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeSelectorsList(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    NodeSelectorFilter which = new NodeSelectorFilter(validAt);
    long most = limit.limit();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      new Listing<>(new NodeSelectorsView(), page -> dataStore.nodeSelectors().list(which, page))
          .print(output.output(), consistency.consistency(dataStore), most);
    }
  }
}
