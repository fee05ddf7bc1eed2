package dev.holdfast.server.journal;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.CaJournals;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast journal show}. */
@Command(
    name = "show",
    description = "Shows one CA journal, by its id or by its active X.509 authority.",
    footer = {"  holdfast journal show 42", "  holdfast journal show --authority 8f1c… -o json"})
final class JournalShow implements Runnable {

  @Parameters(paramLabel = "ID", arity = "0..1", description = "The journal's id.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--authority",
      paramLabel = "ID",
      description = "The id of the X.509 authority that is active; of several, the first created.")
  private Optional<String> authority = Optional.empty();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  JournalShow(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    if (id.isPresent() == authority.isPresent()) {
      throw CommandException.usage("name the journal by its id, or by its --authority");
    }
    try (Connection connection = server.connect()) {
      Stored<CaJournal> journal =
          find(connection.dataStore().caJournals(), consistency.consistency(connection.dataStore()))
              .orElseThrow(
                  () ->
                      CommandException.notFound(
                          id.map(it -> "there is no CA journal " + it)
                              .orElse("no CA journal has that active X.509 authority")));
      new CaJournalView().print(journal, output.output());
    }
  }

  private Optional<Stored<CaJournal>> find(CaJournals journals, ReadConsistency freshness) {
    return id.map(it -> journals.fetch(it, freshness))
        .orElseGet(() -> journals.fetchByActiveX509Authority(authority.orElseThrow(), freshness))
        .value();
  }
}
