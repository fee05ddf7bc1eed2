package dev.holdfast.server.token;

import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Prune;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast token prune}. */
@Command(
    name = "prune",
    description = "Deletes the join tokens that have expired.",
    footer = {"  holdfast token prune", "  holdfast token prune --expires-before now-7d"})
final class TokenPrune implements Runnable {

  private final Context context;

  @Option(
      names = "--expires-before",
      paramLabel = "WHEN",
      description = {
        "Those that expire before this time: 2030-01-31T12:00:00Z, seconds since",
        "1970, or now (the default), also less some time: now-7d."
      })
  private Optional<Instant> expiry = Optional.empty();

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  TokenPrune(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Instant when = expiry.orElseGet(Instant::now);
    long most = limit.limit();
    try (Connection connection = server.connect()) {
      new Prune(output.output(), context.err())
          .run(most, atMost -> connection.dataStore().joinTokens().prune(when, atMost));
    }
  }
}
