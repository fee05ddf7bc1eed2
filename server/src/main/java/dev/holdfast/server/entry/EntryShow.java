package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.output.Listing;
import dev.holdfast.server.output.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast entry show}. */
@Command(
    name = "show",
    description = "Shows one entry, or lists several by their ids, as of one state.",
    footer = {"  holdfast entry show 3f2a… --output json", "  holdfast entry show 3f2a… 9b1c…"})
final class EntryShow implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "ENTRY_ID", arity = "1..*", description = "The entries' ids.")
  private List<String> ids = List.of();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryShow(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      ReadConsistency freshness = consistency.consistency(dataStore);
      return ids.size() == 1
          ? showOne(ids.get(0), dataStore.entries(), freshness)
          : showAll(dataStore.entries(), freshness);
    }
  }

  private int showOne(String id, Entries entries, ReadConsistency freshness) {
    Stored<RegistrationEntry> entry =
        entries
            .fetch(id, freshness)
            .value()
            .orElseThrow(() -> CommandException.notFound("there is no entry " + id));
    new EntryView().print(entry, output.output());
    return ExitCode.OK.code();
  }

  private int showAll(Entries entries, ReadConsistency freshness) {
    Read<Map<String, Stored<RegistrationEntry>>> read = entries.fetchAll(ids, freshness);
    List<Stored<RegistrationEntry>> found =
        ids.stream().distinct().flatMap(id -> find(id, read.value()).stream()).toList();
    Listing.of(new EntryView(), new Read<>(found, read.floor(), read.age()))
        .print(output.output(), freshness, Long.MAX_VALUE);
    List<String> missing = ids.stream().filter(id -> !read.value().containsKey(id)).toList();
    missing.forEach(id -> context.err().println("there is no entry " + Texts.printable(id)));
    return (missing.isEmpty() ? ExitCode.OK : ExitCode.NOT_FOUND).code();
  }

  private static <T> Optional<T> find(String id, Map<String, T> entries) {
    return Optional.ofNullable(entries.get(id));
  }
}
