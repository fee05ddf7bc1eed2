package dev.holdfast.server.node;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.NodeDetail;
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

/** {@code holdfast node show}. */
@Command(
    name = "show",
    description = "Shows one node, with its selectors.",
    footer = "  holdfast node show spiffe://example.org/spire/agent/1")
final class NodeShow implements Runnable {

  @Parameters(paramLabel = "ID", arity = "1", description = "The node's SPIFFE id.")
  private Optional<SpiffeId> given = Optional.empty();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeShow(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    SpiffeId id = given.orElseThrow();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      var node =
          dataStore
              .nodes()
              .fetch(id, NodeDetail.WITH_SELECTORS, consistency.consistency(dataStore))
              .value()
              .orElseThrow(() -> CommandException.notFound("there is no node " + id));
      new NodeView(NodeDetail.WITH_SELECTORS).print(node, output.output());
    }
  }
}
