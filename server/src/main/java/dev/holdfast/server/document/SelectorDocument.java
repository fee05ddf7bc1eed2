package dev.holdfast.server.document;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Selector;
import dev.holdfast.server.document.DocumentException.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Selectors in JSON: {@code [{"type": "unix", "value": "uid:1000"}]}. */
public final class SelectorDocument {

  private static final Fields<Parts> SELECTOR =
      new Fields<Parts>()
          .on(
              "type",
              (parts, json) -> parts.type = Optional.of(json.text("a text such as \"unix\"")))
          .on(
              "value",
              (parts, json) -> parts.value = Optional.of(json.text("a text such as \"uid:1000\"")));

  private SelectorDocument() {}

  /**
   * Reads an array of selectors.
   *
   * @param json stands at the array
   */
  public static List<Selector> read(JsonReader json) {
    List<Selector> selectors = new ArrayList<>();
    json.array("selectors", () -> selectors.add(readOne(json)));
    return selectors;
  }

  private static Selector readOne(JsonReader json) {
    Parts parts = new Parts();
    JsonReader.Start start = json.members(SELECTOR, parts);
    try {
      return new Selector(
          parts.type.orElseThrow(() -> wrong(start.place(), "type is missing")),
          parts.value.orElseThrow(() -> wrong(start.place(), "value is missing")));
    } catch (DataStoreException e) {
      throw wrong(start.place(), e.description());
    }
  }

  private static DocumentException wrong(Place place, String problem) {
    return new DocumentException(
        place, problem + "; expected is such as {\"type\": \"unix\", \"value\": \"uid:1000\"}");
  }

  /**
   * Writes an array of selectors.
   *
   * @param name the field's name
   * @param selectors the selectors
   * @param json where to
   * @throws IOException if whoever reads has gone away
   */
  public static void write(String name, List<Selector> selectors, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Selector selector : selectors) {
      json.writeStartObject();
      json.writeStringField("type", selector.type());
      json.writeStringField("value", selector.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static final class Parts {
    private Optional<String> type = Optional.empty();
    private Optional<String> value = Optional.empty();
  }
}
