package dev.holdfast.server.node;

import picocli.CommandLine.Command;

/** {@code holdfast node selectors}: the selectors of nodes. */
@Command(
    name = "selectors",
    description = "The selectors of nodes; they need no node of that id.",
    subcommands = {NodeSelectorsSet.class, NodeSelectorsShow.class, NodeSelectorsList.class},
    footer = "  holdfast node selectors show spiffe://example.org/spire/agent/1")
final class NodeSelectorsCommand {

  /** Makes the command; called by picocli. */
  NodeSelectorsCommand() {}
}
