package dev.holdfast.server.node;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast node selectors show}. */
@Command(
    name = "show",
    description = "Shows the selectors of a node.",
    footer = "  holdfast node selectors show spiffe://example.org/spire/agent/1")
final class NodeSelectorsShow implements Runnable {

  @Parameters(paramLabel = "ID", arity = "1", description = "The node's SPIFFE id.")
  private Optional<SpiffeId> given = Optional.empty();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeSelectorsShow(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    SpiffeId id = given.orElseThrow();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      var selectors =
          dataStore
              .nodeSelectors()
              .fetch(id, consistency.consistency(dataStore))
              .value()
              .orElseThrow(() -> CommandException.notFound("the node " + id + " has no selectors"));
      new NodeSelectorsView().print(selectors, output.output());
    }
  }
}
