package dev.holdfast.server.token;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.PruneCommand;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast token prune}. */
@Command(
    name = "prune",
    description = "Deletes the join tokens that have expired.",
    footer = {"  holdfast token prune", "  holdfast token prune --expires-before now-7d"})
final class TokenPrune extends PruneCommand {

  @Option(
      names = "--expires-before",
      paramLabel = "WHEN",
      description = {
        "Those that expire before this time: 2030-01-31T12:00:00Z, seconds since",
        "1970, or now (the default), also less some time: now-7d."
      })
  private Optional<Instant> expiry = Optional.empty();

  /** Makes the command; called by picocli. */
  TokenPrune(Context context) {
    super(context);
  }

  @Override
  protected Optional<Instant> expiry() {
    return expiry;
  }

  @Override
  protected Pruned prune(DataStore dataStore, Instant when, int atMost) {
    return dataStore.joinTokens().prune(when, atMost);
  }
}
