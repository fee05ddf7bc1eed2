package dev.holdfast.server.watch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast status}. */
@Command(
    name = "status",
    description = "Tells how the server is: its store, its revision, and how many records it has.",
    footer = {"  holdfast status", "  holdfast status --output json"})
public final class StatusCommand implements Runnable {

  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /**
   * Makes the command; called by picocli.
   *
   * @param context what surrounds the run
   */
  public StatusCommand(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Output to = output.output();
    try (Connection connection = server.connect()) {
      DataStoreStatus status = connection.dataStore().status();
      if (to.isJson()) {
        to.document(json -> write(status, json));
      } else {
        to.fields(fields(), status);
      }
    }
  }

  private static List<Column<DataStoreStatus>> fields() {
    return List.of(
        new Column<>("State", status -> word(status.state())),
        new Column<>(
            "Revision",
            status ->
                status
                    .floor()
                    .map(floor -> floor.revision() + " of history " + floor.historyId())
                    .orElse("")),
        new Column<>("Age", status -> status.age().toMillis() + " ms"),
        new Column<>("Loading", status -> status.loading().map(StatusCommand::told).orElse("")),
        new Column<>("Store", status -> status.storeName() + " " + status.storeVersion()),
        new Column<>("Format", status -> String.valueOf(status.formatVersion())),
        new Column<>("Bundles", status -> count(status, RecordKind.BUNDLE)),
        new Column<>("Entries", status -> count(status, RecordKind.REGISTRATION_ENTRY)),
        new Column<>("Nodes", status -> count(status, RecordKind.ATTESTED_NODE)),
        new Column<>("Node selectors", status -> count(status, RecordKind.NODE_SELECTORS)),
        new Column<>("Join tokens", status -> count(status, RecordKind.JOIN_TOKEN)),
        new Column<>(
            "Federation relationships",
            status -> count(status, RecordKind.FEDERATION_RELATIONSHIP)),
        new Column<>("CA journals", status -> count(status, RecordKind.CA_JOURNAL)),
        new Column<>(
            "Unreadable",
            status -> status.unreadable() == 0 ? "" : Texts.number(status.unreadable())),
        new Column<>("Last failure", status -> status.lastFailure().orElse("")));
  }

  private static String told(DataStoreStatus.Loading loading) {
    return Texts.counted(loading.records(), "record", "records")
        + " so far, in "
        + Texts.elapsed(loading.elapsed().toNanos());
  }

  private static String word(DataStoreStatus.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String count(DataStoreStatus status, RecordKind kind) {
    return Texts.number(status.counts().getOrDefault(kind, 0L));
  }

  private static void write(DataStoreStatus status, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("state", word(status.state()));
    if (status.floor().isPresent()) {
      json.writeNumberField("revision", status.floor().get().revision());
      json.writeStringField("history_id", status.floor().get().historyId());
    }
    json.writeNumberField("age_ms", status.age().toMillis());
    json.writeStringField("store_name", status.storeName());
    json.writeStringField("store_version", status.storeVersion());
    json.writeNumberField("format_version", status.formatVersion());
    json.writeObjectFieldStart("counts");
    for (RecordKind kind : RecordKind.values()) {
      json.writeNumberField(Kinds.name(kind), status.counts().getOrDefault(kind, 0L));
    }
    json.writeEndObject();
    json.writeNumberField("unreadable", status.unreadable());
    json.writeObjectFieldStart("limits");
    json.writeNumberField("max_record_bytes", status.limits().maxRecordBytes());
    json.writeNumberField("max_commit_operations", status.limits().maxCommitOperations());
    json.writeNumberField("max_commit_bytes", status.limits().maxCommitBytes());
    json.writeEndObject();
    if (status.loading().isPresent()) {
      json.writeObjectFieldStart("loading");
      json.writeNumberField("records", status.loading().get().records());
      json.writeNumberField("elapsed_ms", status.loading().get().elapsed().toMillis());
      json.writeEndObject();
    }
    if (status.lastFailure().isPresent()) {
      json.writeStringField("last_failure", status.lastFailure().get());
    }
    json.writeEndObject();
  }
}
