package dev.holdfast.server.store;

import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.InputFile;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Output;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast store put}. */
@Command(
    name = "put",
    description = "Writes one key.",
    footer = {
      "  holdfast store put --store sqlite:/tmp/try.db greeting hello --if-absent",
      "  holdfast store put --store sqlite:/tmp/try.db picture --file picture.png"
    })
final class StorePut implements Runnable {

  private final Context context;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  private String key = "";

  @Parameters(index = "1", paramLabel = "VALUE", arity = "0..1", description = "The value.")
  private Optional<String> value = Optional.empty();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A file that holds the value, byte by byte; - is the standard input.")
  private Optional<String> file = Optional.empty();

  @Mixin private final PreconditionOptions precondition = new PreconditionOptions();
  @Mixin private final CodingOptions coding = new CodingOptions();
  @Mixin private final StoreOption store;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  StorePut(Context context) {
    this.context = context;
    this.store = new StoreOption(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Coding written = coding.coding();
    PutRequest request =
        PutRequest.of(written.decode(key), value(written)).onlyIf(precondition.precondition());
    try (Store opened = store.open()) {
      print(opened.blocking().put(request), output.output());
    }
  }

  private Bytes value(Coding written) {
    if (value.isPresent() == file.isPresent()) {
      throw CommandException.usage("give the value, or name a file that holds it with --file");
    }
    return value
        .map(written::decode)
        .orElseGet(() -> InputFile.read(file.orElseThrow(), context, (name, input) -> all(input)));
  }

  private static Bytes all(java.io.InputStream input) {
    try {
      return Bytes.wrap(input.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(PutResult result, Output to) {
    long revision = result.modRevision().orElse(result.header().revision());
    if (to.isJson()) {
      to.document(
          json -> {
            json.writeStartObject();
            json.writeNumberField("mod_revision", revision);
            json.writeStringField("history_id", result.header().historyId());
            json.writeEndObject();
          });
    } else {
      to.line("written at revision " + revision);
    }
  }
}
