package dev.holdfast.server.token;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast token show}. */
@Command(
    name = "show",
    description = "Shows one join token, and when it expires.",
    footer = "  holdfast token show 2a1f…")
final class TokenShow implements Runnable {

  @Parameters(paramLabel = "TOKEN", description = "The token.")
  private String token = "";

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  TokenShow(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      var found =
          dataStore
              .joinTokens()
              .fetch(token, consistency.consistency(dataStore))
              .value()
              .orElseThrow(
                  () ->
                      CommandException.notFound(
                          "there is no such join token; it never was, was used, or was pruned"));
      new JoinTokenView().print(found, output.output());
    }
  }
}
