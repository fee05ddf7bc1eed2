package dev.holdfast.server.journal;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast journal create}. */
@Command(
    name = "create",
    description = "Creates a CA journal.",
    footer = "  holdfast journal create --data journal.bin --authority 8f1c… --expires-at now+90d")
final class JournalCreate implements Runnable {

  private final Context context;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The journal's id; a random number if not given.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--authority",
      required = true,
      paramLabel = "ID",
      description = "The id of the X.509 authority that is active.")
  private String authority = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "What the server noted, any bytes; - is the standard input.")
  private String data = "";

  @Option(
      names = "--expires-at",
      paramLabel = "WHEN",
      description = "When the last of its authorities expires; never if not given.")
  private Optional<Instant> expiresAt = Optional.empty();

  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  JournalCreate(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Bytes content = JournalFile.read(data, context);
    CaJournal journal =
        id.map(chosen -> new CaJournal(chosen, content, authority, expiresAt))
            .orElseGet(() -> new CaJournal(content, authority, expiresAt));
    try (Connection connection = server.connect()) {
      new CaJournalView()
          .print(connection.dataStore().caJournals().create(journal), output.output());
    }
  }
}
