package dev.holdfast.server.journal;

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

/** {@code holdfast journal prune}. */
@Command(
    name = "prune",
    description = "Deletes the CA journals all of whose authorities have expired.",
    footer = {"  holdfast journal prune", "  holdfast journal prune --expires-by now-7d"})
final class JournalPrune implements Runnable {

  private final Context context;

  @Option(
      names = "--expires-by",
      paramLabel = "WHEN",
      description = {
        "Those that expire at this time or before it: 2030-01-31T12:00:00Z, seconds since",
        "1970, or now (the default), also less some time: now-7d."
      })
  private Optional<Instant> expiry = Optional.empty();

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  JournalPrune(Context context) {
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
          .run(most, atMost -> connection.dataStore().caJournals().prune(when, atMost));
    }
  }
}
