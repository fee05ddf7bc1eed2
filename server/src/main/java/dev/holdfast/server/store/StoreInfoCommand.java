package dev.holdfast.server.store;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast store info}. */
@Command(
    name = "info",
    description = "Tells who a store is, what it can do and within which limits.",
    footer = "  holdfast store info --store unix:/run/plugin.sock")
final class StoreInfoCommand implements Runnable {

  @Mixin private final StoreOption store;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  StoreInfoCommand(Context context) {
    this.store = new StoreOption(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Output to = output.output();
    try (Store opened = store.open()) {
      StoreInfo info = opened.blocking().info();
      if (to.isJson()) {
        to.document(json -> write(info, json));
      } else {
        to.fields(fields(), info);
      }
    }
  }

  private static List<Column<StoreInfo>> fields() {
    return List.of(
        new Column<>("Store", info -> info.name() + " " + info.version()),
        new Column<>("Contract", info -> Texts.joined(info.contractVersions())),
        new Column<>("State", info -> word(info.state())),
        new Column<>("Capabilities", info -> Texts.joined(new TreeSet<>(info.capabilities()))),
        new Column<>("Longest key", info -> bytes(info.limits().maxKeyBytes())),
        new Column<>("Longest value", info -> bytes(info.limits().maxValueBytes())),
        new Column<>(
            "Transaction",
            info ->
                Texts.number(info.limits().maxTxnOps())
                    + " operations, "
                    + bytes(info.limits().maxTxnBytes())
                    + ", "
                    + Texts.number(info.limits().maxTxnReads())
                    + " reads"),
        new Column<>("History kept", info -> info.limits().historyRetention().toSeconds() + " s"));
  }

  private static String word(StoreInfo.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static String bytes(long number) {
    return Texts.number(number) + " bytes";
  }

  private static void write(StoreInfo info, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", info.name());
    json.writeStringField("version", info.version());
    json.writeArrayFieldStart("contract_versions");
    for (String version : info.contractVersions()) {
      json.writeString(version);
    }
    json.writeEndArray();
    json.writeStringField("state", word(info.state()));
    json.writeArrayFieldStart("capabilities");
    for (Capability capability : new TreeSet<>(info.capabilities())) {
      json.writeString(capability.name());
    }
    json.writeEndArray();
    json.writeObjectFieldStart("limits");
    json.writeNumberField("max_key_bytes", info.limits().maxKeyBytes());
    json.writeNumberField("max_value_bytes", info.limits().maxValueBytes());
    json.writeNumberField("max_txn_ops", info.limits().maxTxnOps());
    json.writeNumberField("max_txn_reads", info.limits().maxTxnReads());
    json.writeNumberField("max_txn_bytes", info.limits().maxTxnBytes());
    json.writeNumberField("max_delete_keys", info.limits().maxDeleteKeys());
    json.writeNumberField("history_retention_ms", info.limits().historyRetention().toMillis());
    json.writeEndObject();
    json.writeEndObject();
  }
}
