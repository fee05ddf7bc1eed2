package dev.holdfast.server.node;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Each;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast node ban}. */
@Command(
    name = "ban",
    description = {
      "Bans nodes one by one: takes the serial numbers of their certificates away. A banned node",
      "stays, so that it is not attested again; 'node delete' lets it be."
    },
    footer = "  holdfast node ban spiffe://example.org/spire/agent/1")
final class NodeBan implements Callable<Integer> {

  private static final Set<NodeField> SERIAL_NUMBERS =
      Set.of(NodeField.CERT_SERIAL_NUMBER, NodeField.NEW_CERT_SERIAL_NUMBER);

  private final Context context;

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The nodes' SPIFFE ids.")
  private List<SpiffeId> ids = List.of();

  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeBan(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    try (Connection connection = server.connect()) {
      Results<AttestedNode> report =
          new Results<>(
              new NodeView(NodeDetail.NODE_ONLY),
              Each.of(
                  ids,
                  Outcome.UPDATED,
                  id ->
                      connection
                          .dataStore()
                          .nodes()
                          .update(
                              AttestedNode.builder(id).build(),
                              SERIAL_NUMBERS,
                              Expectation.any())));
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }
}
