package dev.holdfast.server.journal;

import picocli.CommandLine.Command;

/** {@code holdfast journal}: the CA journals. */
@Command(
    name = "journal",
    description = "The CA journals: what servers note of the authorities that they sign with.",
    subcommands = {
      JournalCreate.class,
      JournalShow.class,
      JournalList.class,
      JournalUpdate.class,
      JournalPrune.class
    },
    footer = "  holdfast journal list")
public final class JournalCommand {

  /** Makes the command; called by picocli. */
  public JournalCommand() {}
}
