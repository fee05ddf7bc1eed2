package dev.holdfast.conformance.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.store.Batch;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages of a watch as JSON, field for field as in the protocol. */
final class WatchJson {

  private WatchJson() {}

  static ObjectNode of(WatchResponse message) {
    ObjectNode json = HistoryJson.object();
    if (message instanceof WatchResponse.Created created) {
      AnswerJson.write(json.putObject("created"), created.header());
    } else if (message instanceof WatchResponse.Progress progress) {
      json.putObject("progress").put("revision", progress.revision());
    } else if (message instanceof WatchResponse.Batches batches) {
      ArrayNode list = json.putArray("batches");
      batches.batches().forEach(batch -> list.add(of(batch)));
    }
    return json;
  }

  static WatchResponse message(JsonNode json) {
    if (json.has("created")) {
      return new WatchResponse.Created(AnswerJson.header(json.path("created")));
    } else if (json.has("progress")) {
      return new WatchResponse.Progress(json.path("progress").path("revision").asLong());
    }
    List<Batch> batches = new ArrayList<>();
    json.path("batches").forEach(batch -> batches.add(batch(batch)));
    return new WatchResponse.Batches(batches);
  }

  private static ObjectNode of(Batch batch) {
    ObjectNode json = HistoryJson.object().put("revision", batch.revision());
    ArrayNode events = json.putArray("events");
    batch.events().forEach(event -> events.add(of(event)));
    return json.put("continued", batch.part() == Batch.Part.CONTINUED)
        .put("fingerprint", ByteText.of(batch.fingerprint()));
  }

  private static Batch batch(JsonNode json) {
    List<Event> events = new ArrayList<>();
    json.path("events").forEach(event -> events.add(event(event)));
    return new Batch(
        json.path("revision").asLong(),
        events,
        json.path("continued").asBoolean() ? Batch.Part.CONTINUED : Batch.Part.LAST,
        HistoryJson.bytes(json.path("fingerprint")));
  }

  private static ObjectNode of(Event event) {
    ObjectNode json = HistoryJson.object();
    if (event instanceof Event.Put put) {
      json.put("type", "PUT").set("kv", AnswerJson.of(put.entry()));
    } else {
      json.put("type", "DELETE")
          .putObject("kv")
          .put("key", ByteText.of(event.key()))
          .put("mod_revision", event.revision());
    }
    event.previous().ifPresent(entry -> json.set("prev", AnswerJson.of(entry)));
    return json;
  }

  private static Event event(JsonNode json) {
    KeyValue entry = AnswerJson.entry(json.path("kv"));
    Optional<KeyValue> previous =
        json.has("prev") ? Optional.of(AnswerJson.entry(json.path("prev"))) : Optional.empty();
    return json.path("type").asText().equals("DELETE")
        ? new Event.Delete(entry.key(), entry.modRevision(), previous)
        : new Event.Put(entry, previous);
  }
}
