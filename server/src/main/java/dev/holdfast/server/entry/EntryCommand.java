package dev.holdfast.server.entry;

import picocli.CommandLine.Command;

/** {@code holdfast entry}: the registration entries. */
@Command(
    name = "entry",
    description = "The registration entries: which workloads get an identity.",
    subcommands = {
      EntryCreate.class,
      EntryShow.class,
      EntryList.class,
      EntryCount.class,
      EntryUpdateCommand.class,
      EntryDelete.class,
      EntryPrune.class,
      EntryAuthorized.class
    },
    footer = "  holdfast entry list --selector k8s:ns:payments")
public final class EntryCommand {

  /** Makes the command; called by picocli. */
  public EntryCommand() {}
}
