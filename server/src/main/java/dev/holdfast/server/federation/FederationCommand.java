package dev.holdfast.server.federation;

import picocli.CommandLine.Command;

/** {@code holdfast federation}: the federation relationships. */
@Command(
    name = "federation",
    description = "The federation relationships: where the bundles of trust domains come from.",
    subcommands = {
      FederationCreate.class,
      FederationShow.class,
      FederationList.class,
      FederationUpdate.class,
      FederationDelete.class
    },
    footer = "  holdfast federation list")
public final class FederationCommand {

  /** Makes the command; called by picocli. */
  public FederationCommand() {}
}
