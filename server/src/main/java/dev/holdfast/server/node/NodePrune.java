package dev.holdfast.server.node;

import dev.holdfast.datastore.PruneScope;
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

/** {@code holdfast node prune}. */
@Command(
    name = "prune",
    aliases = "purge",
    description = {
      "Deletes the nodes whose certificate has expired and that can be attested again, with all that",
      "'node delete' deletes. Banned nodes stay. To see them first:",
      "  holdfast node list --expires-before now --no-banned --can-reattest"
    },
    footer = {
      "  holdfast node prune --expires-before now-30d",
      "  holdfast agent purge --include-non-reattestable"
    })
final class NodePrune implements Runnable {

  private final Context context;

  @Option(
      names = "--expires-before",
      paramLabel = "WHEN",
      description = {
        "Those whose certificate expires before this time: 2030-01-31T12:00:00Z, seconds since",
        "1970, or now (the default), also less some time: now-30d."
      })
  private Optional<Instant> expiry = Optional.empty();

  @Option(
      names = "--include-non-reattestable",
      description = "Those too that cannot be attested again.")
  private boolean all;

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodePrune(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Instant when = expiry.orElseGet(Instant::now);
    PruneScope scope = all ? PruneScope.ALL : PruneScope.REATTESTABLE;
    long most = limit.limit();
    try (Connection connection = server.connect()) {
      new Prune(output.output(), context.err())
          .run(most, atMost -> connection.dataStore().nodes().prune(when, scope, atMost));
    }
  }
}
