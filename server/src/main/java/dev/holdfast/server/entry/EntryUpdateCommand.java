package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
import dev.holdfast.server.cli.InputFile;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast entry update}. */
@Command(
    name = "update",
    description = {
      "Changes the fields of an entry that options name, or of many entries those that a file has.",
      "All other fields stay as they are. A file's entries are updated one by one, each with its"
          + " entry_id, and what became of each is told."
    },
    footer = {
      "  holdfast entry update 3f2a… --hint primary --x509-svid-ttl 1h",
      "  holdfast entry update 3f2a… --clear federates-with --if-revision 120",
      "  holdfast entry update --data changes.json"
    })
final class EntryUpdateCommand implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "ENTRY_ID", arity = "0..1", description = "The entry's id.")
  private Optional<String> id = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Entries in JSON, each with its entry_id and what changes; - is the input.")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--clear",
      paramLabel = "FIELD",
      split = ",",
      converter = Clearable.Converter.class,
      description = "Empties parent-id, federates-with, dns or entry-expiry; repeat it for more.")
  private List<Clearable> cleared = List.of();

  @Mixin private final EntryFlags flags = new EntryFlags();
  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryUpdateCommand(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  /** An update of one entry. */
  private record Change(String name, String id, EntryUpdate update) {}

  @Override
  public Integer call() {
    List<Change> changes = data.isPresent() ? fromFile(data.get()) : List.of(fromFlags());
    try (Connection connection = server.connect()) {
      List<Result<RegistrationEntry>> results = new ArrayList<>();
      for (Change change : changes) {
        results.add(apply(change, results.size(), connection));
      }
      Results<RegistrationEntry> report = new Results<>(new EntryView(), results);
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }

  private Result<RegistrationEntry> apply(Change change, int index, Connection connection) {
    try {
      var entry =
          connection
              .dataStore()
              .entries()
              .update(change.id(), change.update(), expectation.expectation());
      return Result.done(index, change.name(), Outcome.UPDATED, entry);
    } catch (DataStoreException e) {
      return Result.failed(index, change.name(), Failure.of(e));
    }
  }

  private Change fromFlags() {
    String entryId =
        id.orElseThrow(
            () -> CommandException.usage("name the entry by its id, or a file with --data"));
    EntryDraft draft = flags.toDraft();
    for (Clearable field : cleared) {
      if (draft.fields().contains(field.field())) {
        throw CommandException.usage("--clear empties what another option sets; leave one out");
      }
      field.clear(draft);
    }
    if (draft.fields().isEmpty()) {
      throw CommandException.usage("nothing is to be changed; name a field and its new value");
    }
    return new Change(entryId, entryId, draft.toUpdate());
  }

  private List<Change> fromFile(String file) {
    if (id.isPresent()
        || !flags.toDraft().fields().isEmpty()
        || !cleared.isEmpty()
        || expectation.isGiven()) {
      throw CommandException.usage(
          "--data tells everything about the changes; leave out the other options and the id");
    }
    List<Change> changes = new ArrayList<>();
    for (EntryDocument.Draft written : InputFile.read(file, context, EntryDocument::read)) {
      String entryId =
          written
              .draft()
              .id()
              .orElseThrow(
                  () ->
                      new DocumentException(
                          written.place(), "entry_id is missing; expected is the entry's id"));
      changes.add(
          new Change(
              "entries[" + changes.size() + "] " + entryId, entryId, written.draft().toUpdate()));
    }
    return changes;
  }
}
