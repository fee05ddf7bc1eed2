package dev.holdfast.server.store;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast store delete}. */
@Command(
    name = "delete",
    description = "Deletes one key, or all keys with a prefix, at one revision.",
    footer = {
      "  holdfast store delete --store sqlite:/tmp/try.db greeting",
      "  holdfast store delete --store sqlite:/tmp/try.db --prefix old/"
    })
final class StoreDelete implements Runnable {

  @Mixin private final RangeOptions range = new RangeOptions();
  @Mixin private final PreconditionOptions precondition = new PreconditionOptions();
  @Mixin private final CodingOptions coding = new CodingOptions();
  @Mixin private final StoreOption store;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  StoreDelete(Context context) {
    this.store = new StoreOption(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    DeleteRequest request =
        DeleteRequest.of(range.range(coding.coding())).onlyIf(precondition.precondition());
    try (Store opened = store.open()) {
      print(opened.blocking().delete(request), output.output());
    }
  }

  private static void print(DeleteResult result, Output to) {
    if (to.isJson()) {
      to.document(
          json -> {
            json.writeStartObject();
            json.writeNumberField("deleted", result.deleted());
            json.writeNumberField("revision", result.header().revision());
            json.writeStringField("history_id", result.header().historyId());
            json.writeEndObject();
          });
    } else {
      to.line(
          Texts.counted(result.deleted(), "key", "keys")
              + " deleted, at revision "
              + result.header().revision());
    }
  }
}
