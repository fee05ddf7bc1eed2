package dev.holdfast.server.entry;

import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast entry show}. */
@Command(
    name = "show",
    description = "Shows one entry.",
    footer = "  holdfast entry show 3f2a… --output json")
final class EntryShow implements Runnable {

  @Parameters(paramLabel = "ENTRY_ID", description = "The entry's id.")
  private String id = "";

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryShow(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    try (Connection connection = server.connect()) {
      var entry =
          connection
              .dataStore()
              .entries()
              .fetch(id, consistency.consistency(connection.dataStore()))
              .value()
              .orElseThrow(() -> CommandException.notFound("there is no entry " + id));
      new EntryView().print(entry, output.output());
    }
  }
}
