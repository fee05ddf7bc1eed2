package dev.holdfast.conformance.history;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Histories as JSON files, in the words of the contract's protocol.
 *
 * <p>{@code {"scope", "false_conflicts", "calls": [{"number", "called", "returned", "verb",
 * "request", "answer" or "error"}], "streams": [{"number", "called", "returned", "request",
 * "messages", "error"}]}}. Times are nanoseconds of one clock; bytes are text in which everything
 * but printable ASCII is {@code \xHH}.
 */
public final class HistoryJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private HistoryJson() {}

  /**
   * Writes a history.
   *
   * @param history the history
   * @param file the file, made or replaced with the folders above it
   * @throws IOException if it cannot be written
   */
  public static void write(History history, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    // One call a line: a history is read by people too.
    try (JsonGenerator json = MAPPER.createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField("scope", ByteText.of(history.scope()));
      json.writeBooleanField(
          "false_conflicts", history.conflicts() == History.Conflicts.FALSE_ALLOWED);
      json.writeArrayFieldStart("calls");
      for (Call call : history.calls()) {
        json.writeRaw("\n");
        json.writeTree(toJson(call));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("streams");
      for (Stream stream : history.streams()) {
        json.writeRaw("\n");
        json.writeTree(toJson(stream));
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw("\n");
    }
  }

  /**
   * Reads a history.
   *
   * @param file the file
   * @throws IOException if it cannot be read
   */
  public static History read(Path file) throws IOException {
    JsonNode json = MAPPER.readTree(file.toFile());
    List<Call> calls = new ArrayList<>();
    json.path("calls").forEach(call -> calls.add(call(call)));
    List<Stream> streams = new ArrayList<>();
    json.path("streams").forEach(stream -> streams.add(stream(stream)));
    return new History(
        bytes(json.path("scope")),
        json.path("false_conflicts").asBoolean()
            ? History.Conflicts.FALSE_ALLOWED
            : History.Conflicts.TRUE_ONLY,
        calls,
        streams);
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static Bytes bytes(JsonNode json) {
    return ByteText.parse(json.asText());
  }

  private static ObjectNode toJson(Span span) {
    ObjectNode json = object();
    json.put("number", span.number()).put("called", span.called());
    if (span.returned() != Long.MAX_VALUE) {
      json.put("returned", span.returned());
    }
    return json;
  }

  private static Span span(JsonNode json) {
    return new Span(
        json.path("number").asInt(),
        json.path("called").asLong(),
        json.path("returned").asLong(Long.MAX_VALUE));
  }

  private static ObjectNode toJson(Call call) {
    ObjectNode json = toJson(call.span());
    json.put("verb", call.getClass().getSimpleName());
    json.set("request", RequestJson.of(call));
    call.answer().value().ifPresent(value -> json.set("answer", AnswerJson.of(value)));
    if (call.answer() instanceof Answer.Refused<?> refused) {
      json.set("error", toJson(refused));
    }
    return json;
  }

  private static Call call(JsonNode json) {
    Span span = span(json);
    JsonNode request = json.path("request");
    return switch (json.path("verb").asText()) {
      case "Put" -> new Call.Put(span, RequestJson.put(request), answer(json, AnswerJson::put));
      case "Get" -> new Call.Get(span, RequestJson.get(request), answer(json, AnswerJson::get));
      case "Delete" ->
          new Call.Delete(span, RequestJson.delete(request), answer(json, AnswerJson::delete));
      case "Count" ->
          new Call.Count(span, RequestJson.count(request), answer(json, AnswerJson::count));
      case "Begin" ->
          new Call.Begin(span, RequestJson.begin(request), answer(json, AnswerJson::begin));
      case "Commit" ->
          new Call.Commit(span, RequestJson.commit(request), answer(json, AnswerJson::commit));
      case "Abort" -> new Call.Abort(span, RequestJson.abort(request), answer(json, any -> ""));
      default -> throw new IllegalArgumentException("no verb in " + json);
    };
  }

  private static <T> Answer<T> answer(JsonNode json, Function<JsonNode, T> reader) {
    if (json.has("answer")) {
      return new Answer.Given<>(reader.apply(json.path("answer")));
    }
    return json.has("error") ? refused(json.path("error")) : new Answer.Missing<>();
  }

  private static ObjectNode toJson(Answer.Refused<?> refused) {
    ObjectNode json = object();
    json.put("reason", refused.why().name()).put("description", refused.description());
    new TreeMap<>(refused.metadata()).forEach(json.putObject("metadata")::put);
    return json;
  }

  private static <T> Answer.Refused<T> refused(JsonNode json) {
    Map<String, String> metadata = new TreeMap<>();
    json.path("metadata")
        .properties()
        .forEach(field -> metadata.put(field.getKey(), field.getValue().asText()));
    return new Answer.Refused<>(
        ErrorReason.valueOf(json.path("reason").asText()),
        json.path("description").asText(),
        metadata);
  }

  private static ObjectNode toJson(Stream stream) {
    ObjectNode json = toJson(stream.span());
    json.set("request", RequestJson.of(stream.request()));
    ArrayNode messages = json.putArray("messages");
    for (Stream.Received received : stream.messages()) {
      messages.add(WatchJson.of(received.message()).put("at", received.at()));
    }
    stream.end().ifPresent(end -> json.set("error", toJson(end)));
    return json;
  }

  private static Stream stream(JsonNode json) {
    List<Stream.Received> messages = new ArrayList<>();
    json.path("messages")
        .forEach(
            message ->
                messages.add(
                    new Stream.Received(message.path("at").asLong(), WatchJson.message(message))));
    return new Stream(
        span(json),
        RequestJson.watch(json.path("request")),
        messages,
        json.has("error") ? Optional.of(refused(json.path("error"))) : Optional.empty());
  }
}
