package dev.holdfast.server.node;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.InputFile;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast node create}. */
@Command(
    name = "create",
    description = {
      "Creates one node from options, or many from a file.",
      "Nodes are created one by one, each with its selectors after it, and what became of each is"
          + " told."
    },
    footer = {
      "  holdfast node create --spiffe-id spiffe://example.org/spire/agent/1 \\",
      "      --attestation-type join_token --cert-serial-number 1 --selector region:eu",
      "  holdfast node create --data nodes.json"
    })
final class NodeCreate implements Callable<Integer> {

  private final Context context;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Nodes in JSON, as 'node list --with-selectors -o json' writes them.")
  private Optional<String> data = Optional.empty();

  @Mixin private final NodeFlags flags = new NodeFlags();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeCreate(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    List<AttestedNode> nodes = nodes();
    try (Connection connection = server.connect()) {
      List<Result<AttestedNode>> results = new ArrayList<>();
      for (AttestedNode node : nodes) {
        results.add(create(node, results.size(), connection.dataStore()));
      }
      Results<AttestedNode> report =
          new Results<>(new NodeView(NodeDetail.WITH_SELECTORS), results);
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }

  private List<AttestedNode> nodes() {
    Optional<AttestedNode> described = flags.node();
    if (data.isPresent() == described.isPresent()) {
      throw CommandException.usage(
          "describe one node, with --spiffe-id and other options, or name a file with --data");
    }
    return described
        .map(List::of)
        .orElseGet(() -> InputFile.read(data.orElseThrow(), context, NodeDocument::read));
  }

  private static Result<AttestedNode> create(AttestedNode node, int index, DataStore dataStore) {
    String name = "nodes[" + index + "] " + node.id();
    try {
      Stored<AttestedNode> created = dataStore.nodes().create(node);
      node.selectors().ifPresent(all -> dataStore.nodeSelectors().set(node.id(), all));
      return Result.done(
          index,
          name,
          Outcome.CREATED,
          new Stored<>(
              created.value().toBuilder().selectors(node.selectors()).build(),
              created.historyId(),
              created.createRevision(),
              created.modRevision(),
              created.revisionNumber(),
              created.createdAt()));
    } catch (DataStoreException e) {
      return Result.failed(index, name, Failure.of(e));
    }
  }
}
