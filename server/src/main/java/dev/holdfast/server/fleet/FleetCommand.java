package dev.holdfast.server.fleet;

import picocli.CommandLine.Command;

/** {@code holdfast fleet}. */
@Command(
    name = "fleet",
    description = "Makes up fleets of any size, to try things with.",
    footer = {"  holdfast fleet generate --entries 100000 fleet.dump"},
    subcommands = FleetGenerate.class)
public final class FleetCommand {

  /** Makes the command; called by picocli. */
  public FleetCommand() {}
}
