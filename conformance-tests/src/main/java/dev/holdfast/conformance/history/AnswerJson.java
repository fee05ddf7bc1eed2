package dev.holdfast.conformance.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.TxnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Answers as JSON, field for field as in the protocol. */
final class AnswerJson {

  private AnswerJson() {}

  static ObjectNode of(Object answer) {
    ObjectNode json = HistoryJson.object();
    if (answer instanceof PutResult put) {
      write(json, put.header()).put("mod_revision", put.modRevision().orElse(0));
    } else if (answer instanceof GetResult get) {
      ArrayNode entries = write(json, get.header()).put("more", get.more()).putArray("kvs");
      get.entries().forEach(entry -> entries.add(of(entry)));
    } else if (answer instanceof DeleteResult deleted) {
      write(json, deleted.header()).put("deleted", deleted.deleted());
    } else if (answer instanceof CountResult counted) {
      write(json, counted.header()).put("count", counted.count());
    } else if (answer instanceof BeginResult begun) {
      write(json, begun.header())
          .put("txn_id", begun.txn().value())
          .put("lease_ms", begun.lease().toMillis());
    } else if (answer instanceof CommitResult committed) {
      write(json, committed.header())
          .put("revision", committed.revision().orElse(0))
          .put("wrote", committed.wrote());
    }
    return json;
  }

  static PutResult put(JsonNode json) {
    return new PutResult(header(json), optional(json.path("mod_revision").asLong()));
  }

  static GetResult get(JsonNode json) {
    List<KeyValue> entries = new ArrayList<>();
    json.path("kvs").forEach(entry -> entries.add(entry(entry)));
    return new GetResult(header(json), entries, json.path("more").asBoolean());
  }

  static DeleteResult delete(JsonNode json) {
    return new DeleteResult(header(json), json.path("deleted").asLong());
  }

  static CountResult count(JsonNode json) {
    return new CountResult(header(json), json.path("count").asLong());
  }

  static BeginResult begin(JsonNode json) {
    return new BeginResult(
        new TxnId(json.path("txn_id").asText()),
        header(json),
        Duration.ofMillis(json.path("lease_ms").asLong()));
  }

  static CommitResult commit(JsonNode json) {
    return new CommitResult(header(json), optional(json.path("revision").asLong()));
  }

  static ObjectNode of(KeyValue entry) {
    return HistoryJson.object()
        .put("key", ByteText.of(entry.key()))
        .put("value", ByteText.of(entry.value()))
        .put("create_revision", entry.createRevision())
        .put("mod_revision", entry.modRevision())
        .put("version", entry.version());
  }

  static KeyValue entry(JsonNode json) {
    return new KeyValue(
        HistoryJson.bytes(json.path("key")),
        HistoryJson.bytes(json.path("value")),
        json.path("create_revision").asLong(),
        json.path("mod_revision").asLong(),
        json.path("version").asLong());
  }

  static ObjectNode write(ObjectNode json, Header header) {
    json.putObject("header")
        .put("revision", header.revision())
        .put("history_id", header.historyId());
    return json;
  }

  static Header header(JsonNode json) {
    JsonNode header = json.path("header");
    return new Header(header.path("revision").asLong(), header.path("history_id").asText());
  }

  private static OptionalLong optional(long revision) {
    return revision == 0 ? OptionalLong.empty() : OptionalLong.of(revision);
  }
}
