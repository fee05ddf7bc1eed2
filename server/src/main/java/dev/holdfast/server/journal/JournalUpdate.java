package dev.holdfast.server.journal;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast journal update}. */
@Command(
    name = "update",
    description = {
      "Changes what options name of a CA journal. All else stays as it is: the update is refused if",
      "somebody else changes the journal meanwhile."
    },
    footer = "  holdfast journal update 42 --data journal.bin --expires-at now+90d")
final class JournalUpdate implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "ID", description = "The journal's id.")
  private String id = "";

  @Option(
      names = "--authority",
      paramLabel = "ID",
      description = "The id of the X.509 authority that is active.")
  private Optional<String> authority = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "What the server noted, any bytes; - is the standard input.")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--expires-at",
      paramLabel = "WHEN",
      description = "When the last of its authorities expires.")
  private Optional<Instant> expiresAt = Optional.empty();

  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  JournalUpdate(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    if (authority.isEmpty() && data.isEmpty() && expiresAt.isEmpty()) {
      throw CommandException.usage("nothing is to be changed; name a field and its new value");
    }
    Optional<Bytes> content = data.map(file -> JournalFile.read(file, context));
    try (Connection connection = server.connect()) {
      CaJournals journals = connection.dataStore().caJournals();
      Stored<CaJournal> present =
          journals
              .fetch(id)
              .orElseThrow(() -> CommandException.notFound("there is no CA journal " + id));
      CaJournal before = present.value();
      CaJournal after =
          new CaJournal(
              id,
              content.orElse(before.data()),
              authority.orElse(before.activeX509AuthorityId()),
              expiresAt.or(before::expiresAt));
      Expectation expected =
          expectation.isGiven() ? expectation.expectation() : Expectation.unchanged(present);
      new CaJournalView().print(journals.update(after, expected), output.output());
    }
  }
}
