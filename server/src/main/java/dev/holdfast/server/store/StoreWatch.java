package dev.holdfast.server.store;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import dev.holdfast.store.Batch;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast store watch}. */
@Command(
    name = "watch",
    description = {
      "Tells of every change of some keys, one a line, without gap or repetition, until stopped."
    },
    footer = {
      "  holdfast store watch --store 'sqlite:/tmp/try.db?shared=true' --prefix ''",
      "  holdfast store watch --store unix:/run/plugin.sock --prefix a/ --after 120 -o json"
    })
final class StoreWatch implements Runnable {

  private final Context context;
  @Mixin private final RangeOptions range = new RangeOptions();

  @Option(
      names = "--after",
      paramLabel = "REVISION",
      description = "Begin with the changes after this revision; with those to come if not given.")
  private Optional<Long> after = Optional.empty();

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final CodingOptions coding = new CodingOptions();
  @Mixin private final StoreOption store;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  StoreWatch(Context context) {
    this.context = context;
    this.store = new StoreOption(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Coding written = coding.coding();
    KeyRange keys = range.range(written);
    WatchRequest request =
        after.map(revision -> WatchRequest.after(revision, keys)).orElse(WatchRequest.now(keys));
    Output to = output.output();
    long left = limit.limit();
    try (Store opened = store.open();
        Watch watch = opened.watch(request)) {
      while (left > 0) {
        WatchResponse message = BlockingStore.await(watch.next());
        if (message instanceof WatchResponse.Created created && !to.isJson()) {
          context.err().println("watching after revision " + start(created));
        } else if (message instanceof WatchResponse.Batches batches) {
          left = print(batches, left, written, to);
        }
      }
    }
  }

  private long start(WatchResponse.Created created) {
    return after.orElse(created.header().revision());
  }

  /** Prints events, and returns how many more are wanted. */
  private static long print(WatchResponse.Batches batches, long most, Coding written, Output to) {
    long left = most;
    for (Batch batch : batches.batches()) {
      for (Event event : batch.events()) {
        if (left > 0) {
          print(event, written, to);
          left--;
        }
      }
    }
    to.flush();
    return left;
  }

  private static void print(Event event, Coding written, Output to) {
    if (to.isJson()) {
      to.jsonLine(
          json -> {
            json.writeStartObject();
            json.writeNumberField("revision", event.revision());
            json.writeStringField("operation", event instanceof Event.Put ? "put" : "delete");
            if (event instanceof Event.Put put) {
              json.writeFieldName("entry");
              new Pairs(written, Pairs.Content.PAIRS).write(put.entry(), json);
            } else {
              json.writeStringField("key", written.encode(event.key()));
            }
            json.writeEndObject();
          });
      return;
    }
    String line =
        event instanceof Event.Put put
            ? "put  " + written.encode(event.key()) + "  " + written.encode(put.entry().value())
            : "delete  " + written.encode(event.key());
    to.line(event.revision() + "  " + Texts.printable(line));
  }
}
