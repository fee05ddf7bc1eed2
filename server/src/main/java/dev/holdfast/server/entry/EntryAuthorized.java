package dev.holdfast.server.entry;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.AuthorizedEntries.Extent;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast entry authorized}. */
@Command(
    name = "authorized",
    description = {
      "Lists the entries that an agent may hand out: the children of its SPIFFE id, of the node",
      "aliases whose selectors it has, and of the SPIFFE ids of those entries in turn."
    },
    footer = {
      "  holdfast entry authorized --agent spiffe://example.org/spire/agent/1",
      "  holdfast entry authorized --agent spiffe://example.org/spire/agent/1 --since 120"
    })
final class EntryAuthorized implements Runnable {

  @Option(
      names = "--agent",
      required = true,
      paramLabel = "ID",
      description = "The agent's SPIFFE id.")
  private Optional<SpiffeId> agent = Optional.empty();

  @Option(
      names = "--entry-id",
      paramLabel = "ID",
      description = "Only this entry, if the agent may hand it out.")
  private Optional<String> entryId = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "REVISION",
      description = {
        "Only what has changed since the answer that had this revision; all of them where the",
        "server does not know that answer any more."
      })
  private Optional<Long> since = Optional.empty();

  @Option(
      names = "--history",
      paramLabel = "ID",
      description = "The history that the revision belongs to; the present one if not given.")
  private Optional<String> history = Optional.empty();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  EntryAuthorized(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    if (entryId.isPresent() && since.isPresent()) {
      throw CommandException.usage("--since tells of all entries; leave out --entry-id");
    }
    if (history.isPresent() && since.isEmpty()) {
      throw CommandException.usage("--history tells what --since speaks of; give both");
    }
    SpiffeId agentId = agent.orElseThrow();
    Output to = output.output();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      if (entryId.isPresent()) {
        new EntryView().print(one(agentId, entryId.get(), dataStore), to);
      } else {
        print(answer(agentId, dataStore), to);
      }
    }
  }

  private Stored<RegistrationEntry> one(SpiffeId agentId, String id, DataStore dataStore) {
    return dataStore
        .entries()
        .authorized(agentId, id, consistency.consistency(dataStore))
        .value()
        .orElseThrow(() -> CommandException.notFound(agentId + " may not hand out an entry " + id));
  }

  private AuthorizedEntries answer(SpiffeId agentId, DataStore dataStore) {
    Entries entries = dataStore.entries();
    ReadConsistency freshness = consistency.consistency(dataStore);
    if (since.isEmpty()) {
      var read = entries.authorized(agentId, freshness);
      return new AuthorizedEntries(Extent.ALL, read.value(), List.of(), read.floor(), read.age());
    }
    Floor floor =
        history
            .map(id -> new Floor(id, since.get()))
            .orElseGet(() -> ConsistencyOption.inPresentHistory(dataStore, since.get()));
    return entries.authorizedSince(agentId, floor);
  }

  private static void print(AuthorizedEntries answer, Output to) {
    if (to.isJson()) {
      to.document(json -> write(answer, json));
      return;
    }
    to.table(new EntryView().columns()).add(answer.entries());
    answer.removedIds().forEach(id -> to.line("removed: " + Texts.printable(id)));
    to.line(summary(answer));
  }

  private static String summary(AuthorizedEntries answer) {
    String entries = Texts.counted(answer.entries().size(), "entry", "entries");
    String what =
        answer.extent() == Extent.ALL
            ? entries
            : entries + " new or changed, " + answer.removedIds().size() + " removed";
    return what + ", at revision " + answer.floor().revision();
  }

  private static void write(AuthorizedEntries answer, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("extent", answer.extent().name().toLowerCase(Locale.ROOT));
    json.writeArrayFieldStart("entries");
    for (Stored<RegistrationEntry> entry : answer.entries()) {
      new EntryView().write(entry, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("removed_ids");
    for (String id : answer.removedIds()) {
      json.writeString(id);
    }
    json.writeEndArray();
    json.writeNumberField("revision", answer.floor().revision());
    json.writeStringField("history_id", answer.floor().historyId());
    json.writeNumberField("age_ms", answer.age().toMillis());
    json.writeEndObject();
  }
}
