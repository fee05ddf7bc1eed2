package dev.holdfast.server.store;

import picocli.CommandLine.Command;

/** {@code holdfast store}: any store. */
@Command(
    name = "store",
    description = {
      "Speaks to any store by its URL: keys and values, beneath the records of a server.",
      "What 'serve' keeps in its store is laid out in keys of its own; look, but write elsewhere."
    },
    subcommands = {
      StoreInfoCommand.class,
      StoreGet.class,
      StorePut.class,
      StoreDelete.class,
      StoreCount.class,
      StoreWatch.class,
      StoreServe.class
    },
    footer = {
      "  holdfast store put --store sqlite:/tmp/try.db greeting hello",
      "  holdfast store get --store sqlite:/tmp/try.db greeting"
    })
public final class StoreCommand {

  /** Makes the command; called by picocli. */
  public StoreCommand() {}
}
