package dev.holdfast.server.node;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.PruneCommand;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
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
final class NodePrune extends PruneCommand {

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

  /** Makes the command; called by picocli. */
  NodePrune(Context context) {
    super(context);
  }

  @Override
  protected Optional<Instant> expiry() {
    return expiry;
  }

  @Override
  protected Pruned prune(DataStore dataStore, Instant when, int atMost) {
    PruneScope scope = all ? PruneScope.ALL : PruneScope.REATTESTABLE;
    return dataStore.nodes().prune(when, scope, atMost);
  }
}
