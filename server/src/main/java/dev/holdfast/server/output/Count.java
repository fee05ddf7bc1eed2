package dev.holdfast.server.output;

import dev.holdfast.datastore.Read;

/** Prints how many records there are. */
public final class Count {

  private Count() {}

  /**
   * Prints a number: alone for people, with the state that it reflects for programs.
   *
   * @param read the answer
   * @param output where to
   */
  public static void print(Read<Long> read, Output output) {
    if (!output.isJson()) {
      output.line(String.valueOf(read.value()));
      return;
    }
    output.document(
        json -> {
          json.writeStartObject();
          json.writeNumberField("count", read.value());
          json.writeNumberField("revision", read.floor().revision());
          json.writeStringField("history_id", read.floor().historyId());
          json.writeNumberField("age_ms", read.age().toMillis());
          json.writeEndObject();
        });
  }
}
