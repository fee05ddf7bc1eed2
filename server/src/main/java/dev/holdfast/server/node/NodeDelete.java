package dev.holdfast.server.node;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Each;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast node delete}. */
@Command(
    name = "delete",
    aliases = "evict",
    description = {
      "Deletes nodes with their selectors one by one, and tells what became of each. Of one that",
      "was attested by a join_token, its aliases go too. It may be attested again: see 'node ban'."
    },
    footer = {
      "  holdfast node delete spiffe://example.org/spire/agent/1",
      "  holdfast agent evict spiffe://example.org/spire/agent/1"
    })
final class NodeDelete implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "ID", arity = "1..*", description = "The nodes' SPIFFE ids.")
  private List<SpiffeId> ids = List.of();

  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeDelete(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    expectation.requireOneThing(ids.size());
    try (Connection connection = server.connect()) {
      Results<AttestedNode> report =
          new Results<>(
              new NodeView(NodeDetail.NODE_ONLY),
              Each.of(
                  ids,
                  Outcome.DELETED,
                  id ->
                      connection
                          .dataStore()
                          .nodes()
                          .delete(id, expectation.expectation())
                          .record()));
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }
}
