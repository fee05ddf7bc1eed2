package dev.holdfast.server.node;

import picocli.CommandLine.Command;

/** {@code holdfast node}: the attested nodes. */
@Command(
    name = "node",
    aliases = "agent",
    description = "The attested nodes, and their selectors.",
    subcommands = {
      NodeCreate.class,
      NodeShow.class,
      NodeList.class,
      NodeCount.class,
      NodeUpdate.class,
      NodeBan.class,
      NodeDelete.class,
      NodePrune.class,
      NodeSelectorsCommand.class
    },
    footer = "  holdfast node list --selector k8s_psat:cluster:eu-1")
public final class NodeCommand {

  /** Makes the command; called by picocli. */
  public NodeCommand() {}
}
