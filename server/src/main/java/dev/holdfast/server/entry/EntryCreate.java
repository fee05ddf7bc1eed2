package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.InputFile;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Results;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast entry create}. */
@Command(
    name = "create",
    description = {
      "Creates one entry from options, or many from a file.",
      "An entry whose parent id, SPIFFE id and selectors are those of another is not created again:"
          + " the other is returned.",
      "A file's entries are created by one commit, all or none; where they are too many for one,"
          + " by several, and what became of each is told."
    },
    footer = {
      "  holdfast entry create --spiffe-id spiffe://example.org/db \\",
      "      --parent-id spiffe://example.org/spire/agent/1 --selector unix:uid:1000",
      "  holdfast entry create --data entries.json"
    })
final class EntryCreate implements Callable<Integer> {

  private final Context context;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = {
        "Entries in JSON, as 'spire-server entry create -data' reads them and 'entry list -o json'",
        "writes them; - is the standard input."
      })
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--entry-id",
      paramLabel = "ID",
      description = "The entry's own id; a random one if not given.")
  private Optional<String> entryId = Optional.empty();

  @Mixin private final EntryFlags flags = new EntryFlags();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryCreate(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    List<RegistrationEntry> entries = data.isPresent() ? fromFile(data.get()) : fromFlags();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      Progress progress = new Progress(context.err(), entries.size());
      BulkCreate creation =
          new BulkCreate(dataStore.entries(), dataStore.status().limits(), progress::done);
      Results<RegistrationEntry> results = new Results<>(new EntryView(), creation.run(entries));
      results.print(output.output(), context.err());
      return results.exit().code();
    }
  }

  private List<RegistrationEntry> fromFile(String file) {
    EntryDraft draft = flags.toDraft();
    if (!draft.fields().isEmpty() || entryId.isPresent()) {
      throw CommandException.usage(
          "--data tells everything about the entries; leave out the options that describe one");
    }
    return InputFile.read(file, context, EntryDocument::read).stream()
        .map(EntryDocument.Draft::toEntry)
        .toList();
  }

  private List<RegistrationEntry> fromFlags() {
    EntryDraft draft = flags.toDraft();
    entryId.ifPresent(draft::setId);
    if (draft.spiffeId().isEmpty()) {
      throw CommandException.usage("an entry needs --spiffe-id, or a file of them --data");
    }
    return List.of(draft.toEntry());
  }
}
