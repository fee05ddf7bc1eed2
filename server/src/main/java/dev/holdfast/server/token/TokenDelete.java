package dev.holdfast.server.token;

import dev.holdfast.datastore.JoinToken;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Each;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast token delete}. */
@Command(
    name = "delete",
    description = {
      "Deletes join tokens one by one, and tells what became of each.",
      "That is how a token is redeemed: whoever's delete ends well was the one who used it."
    },
    footer = "  holdfast token delete 2a1f…")
final class TokenDelete implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "TOKEN", arity = "1..*", description = "The tokens.")
  private List<String> tokens = List.of();

  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  TokenDelete(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    try (Connection connection = server.connect()) {
      Results<JoinToken> report =
          new Results<>(
              new JoinTokenView(),
              Each.of(
                  tokens,
                  Outcome.DELETED,
                  token -> connection.dataStore().joinTokens().delete(token).record()));
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }
}
