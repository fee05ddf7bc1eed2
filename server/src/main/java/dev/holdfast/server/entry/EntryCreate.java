package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.InputFile;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.cli.TwoPassInput;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.Failure;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.ResultStream;
import dev.holdfast.server.output.Results;
import dev.holdfast.server.output.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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

  private static final String HOW_TO_GO_ON =
      "no further entries are tried, and of the last ones some may have been created; run the same"
          + " again, which leaves those that exist as they are";

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
    if (data.isEmpty()) {
      RegistrationEntry entry = fromFlags();
      Extent extent = new Extent();
      extent.add(entry);
      return create(extent, taker -> taker.accept(entry));
    }
    requireNoFlags();
    try (TwoPassInput file = InputFile.twice(data.get(), context)) {
      Extent extent = new Extent();
      Ticker ticker = new Ticker(context.err(), "checked");
      file.check(
          (name, content) ->
              EntryDocument.readEntries(
                  name,
                  content,
                  entry -> {
                    extent.add(entry);
                    ticker.at(extent.entries());
                  }));
      return create(
          extent,
          taker -> file.read((name, content) -> EntryDocument.readEntries(name, content, taker)));
    }
  }

  /** Hands entries to somebody, one by one. */
  private interface Source {
    void forEach(Consumer<RegistrationEntry> taker);
  }

  private int create(Extent extent, Source source) {
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      DataStoreLimits limits = dataStore.status().limits();
      if (!extent.mayFit(limits)) {
        return createInParts(dataStore.entries(), limits, extent, source);
      }
      List<RegistrationEntry> all = new ArrayList<>();
      source.forEach(all::add);
      Optional<List<Result<RegistrationEntry>>> whole = WholeCreate.run(dataStore.entries(), all);
      if (whole.isEmpty()) {
        return createInParts(dataStore.entries(), limits, extent, all::forEach);
      }
      Results<RegistrationEntry> results = new Results<>(new EntryView(), whole.get());
      results.print(output.output(), context.err());
      return results.exit().code();
    }
  }

  private int createInParts(Entries entries, DataStoreLimits limits, Extent extent, Source source) {
    Progress progress = new Progress(context.err(), extent.entries());
    ResultStream<RegistrationEntry> results =
        new ResultStream<>(new EntryView(), output.output(), context.err());
    results.print(
        taker -> {
          try (BulkCreate creation = new BulkCreate(entries, limits, taker, progress::done)) {
            source.forEach(creation::add);
            creation.finish();
          } catch (DataStoreException e) {
            throw CommandException.of(Failure.of(e).but(HOW_TO_GO_ON));
          }
        });
    return results.exit().code();
  }

  private void requireNoFlags() {
    EntryDraft draft = flags.toDraft();
    if (!draft.fields().isEmpty() || entryId.isPresent()) {
      throw CommandException.usage(
          "--data tells everything about the entries; leave out the options that describe one");
    }
  }

  private RegistrationEntry fromFlags() {
    EntryDraft draft = flags.toDraft();
    entryId.ifPresent(draft::setId);
    if (draft.spiffeId().isEmpty()) {
      throw CommandException.usage("an entry needs --spiffe-id, or a file of them --data");
    }
    return draft.toEntry();
  }
}
