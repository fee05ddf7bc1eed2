package dev.holdfast.server.entry;

import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
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

/** {@code holdfast entry delete}. */
@Command(
    name = "delete",
    description = "Deletes entries one by one, and tells what became of each.",
    footer = {
      "  holdfast entry delete 3f2a… 9b1c…",
      "  holdfast entry delete 3f2a… --if-revision 120"
    })
final class EntryDelete implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "ENTRY_ID", arity = "1..*", description = "The entries' ids.")
  private List<String> ids = List.of();

  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryDelete(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    expectation.requireOneThing(ids.size());
    try (Connection connection = server.connect()) {
      Entries entries = connection.dataStore().entries();
      Results<RegistrationEntry> report =
          new Results<>(
              new EntryView(),
              Each.of(
                  ids,
                  Outcome.DELETED,
                  id -> entries.delete(id, expectation.expectation()).record()));
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }
}
