package dev.holdfast.server.journal;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.PruneCommand;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast journal prune}. */
@Command(
    name = "prune",
    description = "Deletes the CA journals all of whose authorities have expired.",
    footer = {"  holdfast journal prune", "  holdfast journal prune --expires-by now-7d"})
final class JournalPrune extends PruneCommand {

  @Option(
      names = "--expires-by",
      paramLabel = "WHEN",
      description = {
        "Those that expire at this time or before it: 2030-01-31T12:00:00Z, seconds since",
        "1970, or now (the default), also less some time: now-7d."
      })
  private Optional<Instant> expiry = Optional.empty();

  /** Makes the command; called by picocli. */
  JournalPrune(Context context) {
    super(context);
  }

  @Override
  protected Optional<Instant> expiry() {
    return expiry;
  }

  @Override
  protected Pruned prune(DataStore dataStore, Instant when, int atMost) {
    return dataStore.caJournals().prune(when, atMost);
  }
}
