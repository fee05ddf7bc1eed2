package dev.holdfast.server.store;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Output;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast store get}. */
@Command(
    name = "get",
    description = {
      "Prints the value of one key, or all keys with a prefix.",
      "Each page of a long answer shows one state; the pages may show different ones."
    },
    footer = {
      "  holdfast store get --store sqlite:/tmp/try.db greeting",
      "  holdfast store get --store sqlite:/tmp/try.db --prefix '' --output json"
    })
final class StoreGet implements Runnable {

  @Mixin private final RangeOptions range = new RangeOptions();

  @Option(names = "--keys-only", description = "Leave the values out.")
  private boolean keysOnly;

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final CodingOptions coding = new CodingOptions();
  @Mixin private final StoreOption store;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  StoreGet(Context context) {
    this.store = new StoreOption(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Coding written = coding.coding();
    KeyRange keys = range.range(written);
    Pairs view = new Pairs(written, keysOnly ? Pairs.Content.KEYS : Pairs.Content.PAIRS);
    long most = limit.limit();
    try (Store opened = store.open()) {
      Pages pages = new Pages(opened.blocking(), keys, most);
      if (keys instanceof KeyRange.SingleKey single) {
        KeyValue pair =
            pages.page.entries().stream()
                .findFirst()
                .orElseThrow(
                    () ->
                        CommandException.notFound(
                            "there is no key " + written.encode(single.key())));
        print(pair, view, written, output.output());
      } else {
        print(pages, view, output.output());
      }
    }
  }

  private void print(KeyValue pair, Pairs view, Coding written, Output to) {
    if (to.isJson()) {
      to.document(json -> view.write(pair, json));
    } else if (keysOnly) {
      to.fields(view.columns(), pair);
    } else {
      to.line(written.encode(pair.value()));
    }
  }

  private static void print(Pages pages, Pairs view, Output to) {
    if (!to.isJson()) {
      var table = to.table(view.columns());
      do {
        table.add(pages.page.entries());
      } while (pages.advance());
      return;
    }
    to.document(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("entries");
          do {
            for (KeyValue pair : pages.page.entries()) {
              view.write(pair, json);
            }
          } while (pages.advance());
          json.writeEndArray();
          json.writeNumberField("revision", pages.page.header().revision());
          json.writeStringField("history_id", pages.page.header().historyId());
          json.writeEndObject();
        });
  }

  /** The pages of the range, one after the other. */
  private final class Pages {

    private static final int PAGE_SIZE = 1_000;

    private final BlockingStore store;
    private final KeyRange keys;
    private long left;
    private GetResult page;

    Pages(BlockingStore store, KeyRange keys, long most) {
      this.store = store;
      this.keys = keys;
      this.left = most;
      this.page = fetch(Optional.empty());
    }

    private GetResult fetch(Optional<KeyValue> last) {
      GetRequest request = GetRequest.of(keys).limitedTo((int) Math.min(PAGE_SIZE, left));
      request = keysOnly ? request.keysOnly() : request;
      request = last.map(KeyValue::key).map(request::startingAfter).orElse(request);
      return store.get(request);
    }

    /** Goes on to the next page, if more is wanted and there is more. */
    boolean advance() {
      left -= page.entries().size();
      if (left <= 0 || !page.more()) {
        return false;
      }
      page = fetch(Optional.of(page.entries().get(page.entries().size() - 1)));
      return true;
    }
  }
}
