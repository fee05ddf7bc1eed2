package dev.holdfast.server.node;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.document.SelectorDocument;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast node selectors set}. */
@Command(
    name = "set",
    description = "Replaces the selectors of a node.",
    footer = {
      "  holdfast node selectors set spiffe://example.org/spire/agent/1 \\",
      "      --selector region:eu --selector cluster:eu-1",
      "  holdfast node selectors set spiffe://example.org/spire/agent/1 --none"
    })
final class NodeSelectorsSet implements Runnable {

  @Parameters(paramLabel = "ID", arity = "1", description = "The node's SPIFFE id.")
  private Optional<SpiffeId> given = Optional.empty();

  @Option(
      names = "--selector",
      paramLabel = "TYPE:VALUE",
      description = "A selector; repeat it for more.")
  private List<Selector> selectors = List.of();

  @Option(names = "--none", description = "The node has no selectors any more.")
  private boolean none;

  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeSelectorsSet(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    SpiffeId id = given.orElseThrow();
    if (none != selectors.isEmpty()) {
      throw CommandException.usage("give the node's selectors with --selector, or --none");
    }
    try (Connection connection = server.connect()) {
      print(id, connection.dataStore().nodeSelectors().set(id, selectors), output.output());
    }
  }

  private void print(SpiffeId id, Floor floor, Output to) {
    if (!to.isJson()) {
      to.line(
          Texts.counted(selectors.size(), "selector", "selectors")
              + " set, at revision "
              + floor.revision());
      return;
    }
    to.document(
        json -> {
          json.writeStartObject();
          json.writeStringField("node_id", id.toString());
          SelectorDocument.write("selectors", selectors, json);
          json.writeNumberField("revision", floor.revision());
          json.writeStringField("history_id", floor.historyId());
          json.writeEndObject();
        });
  }
}
