package dev.holdfast.server.store;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.server.output.Column;
import dev.holdfast.store.KeyValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shows keys and their values. */
final class Pairs {

  private final Coding coding;
  private final boolean values;

  /**
   * Makes a view.
   *
   * @param coding how keys and values are written
   * @param content what is shown of each key
   */
  Pairs(Coding coding, Content content) {
    this.coding = coding;
    this.values = content == Content.PAIRS;
  }

  /** What is shown of each key. */
  enum Content {
    /** The key, its value and its revisions. */
    PAIRS,
    /** The key and its revisions. */
    KEYS
  }

  List<Column<KeyValue>> columns() {
    List<Column<KeyValue>> columns = new ArrayList<>();
    columns.add(new Column<>("KEY", pair -> coding.encode(pair.key())));
    columns.add(new Column<>("CREATED", pair -> String.valueOf(pair.createRevision())));
    columns.add(new Column<>("MODIFIED", pair -> String.valueOf(pair.modRevision())));
    columns.add(new Column<>("VERSION", pair -> String.valueOf(pair.version())));
    if (values) {
      columns.add(new Column<>("VALUE", pair -> coding.encode(pair.value())));
    }
    return columns;
  }

  void write(KeyValue pair, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", coding.encode(pair.key()));
    if (values) {
      json.writeStringField("value", coding.encode(pair.value()));
    }
    json.writeNumberField("create_revision", pair.createRevision());
    json.writeNumberField("mod_revision", pair.modRevision());
    json.writeNumberField("version", pair.version());
    json.writeEndObject();
  }
}
