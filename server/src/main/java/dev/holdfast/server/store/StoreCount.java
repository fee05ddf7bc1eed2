package dev.holdfast.server.store;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.output.Output;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast store count}. */
@Command(
    name = "count",
    description = "Counts the keys with a prefix, or tells whether one key is there: 1 or 0.",
    footer = "  holdfast store count --store sqlite:/tmp/try.db --prefix ''")
final class StoreCount implements Runnable {

  @Mixin private final RangeOptions range = new RangeOptions();
  @Mixin private final CodingOptions coding = new CodingOptions();
  @Mixin private final StoreOption store;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  StoreCount(Context context) {
    this.store = new StoreOption(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    CountRequest request = CountRequest.of(range.range(coding.coding()));
    try (Store opened = store.open()) {
      print(opened.blocking().count(request), output.output());
    }
  }

  private static void print(CountResult result, Output to) {
    if (to.isJson()) {
      to.document(
          json -> {
            json.writeStartObject();
            json.writeNumberField("count", result.count());
            json.writeNumberField("revision", result.header().revision());
            json.writeStringField("history_id", result.header().historyId());
            json.writeEndObject();
          });
    } else {
      to.line(String.valueOf(result.count()));
    }
  }
}
