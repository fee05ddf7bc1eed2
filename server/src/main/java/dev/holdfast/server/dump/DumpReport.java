package dev.holdfast.server.dump;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.dump.DumpSummary;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import dev.holdfast.server.watch.Kinds;
import java.io.IOException;
import java.util.StringJoiner;

/** Prints what is in a dump. */
final class DumpReport {

  private DumpReport() {}

  static void print(DumpSummary summary, String verb, Output to) {
    if (to.isJson()) {
      to.document(json -> write(summary, verb, json));
    } else {
      to.line(line(summary, verb));
    }
  }

  /**
   * Returns a summary for people, such as {@code 3 records dumped, of revision 9: 2 entry, 1 node}.
   */
  static String line(DumpSummary summary, String verb) {
    StringJoiner kinds = new StringJoiner(", ");
    for (RecordKind kind : RecordKind.values()) {
      long count = summary.counts().getOrDefault(kind, 0L);
      if (count > 0) {
        kinds.add(Texts.number(count) + " " + Kinds.name(kind));
      }
    }
    return Texts.counted(summary.total(), "record", "records")
        + " "
        + verb
        + ", of revision "
        + summary.floor().revision()
        + " of history "
        + summary.floor().historyId()
        + (summary.total() == 0 ? "" : ": " + kinds);
  }

  private static void write(DumpSummary summary, String verb, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField(verb, summary.total());
    json.writeObjectFieldStart("counts");
    for (RecordKind kind : RecordKind.values()) {
      json.writeNumberField(Kinds.name(kind), summary.counts().getOrDefault(kind, 0L));
    }
    json.writeEndObject();
    json.writeNumberField("revision", summary.floor().revision());
    json.writeStringField("history_id", summary.floor().historyId());
    json.writeNumberField("created_at", summary.createdAt().getEpochSecond());
    json.writeStringField("store_name", summary.storeName());
    json.writeArrayFieldStart("left_out");
    for (String key : summary.leftOut()) {
      json.writeString(key);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
