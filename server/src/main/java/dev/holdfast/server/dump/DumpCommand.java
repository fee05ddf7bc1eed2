package dev.holdfast.server.dump;

import dev.holdfast.datastore.cache.dump.Dump;
import dev.holdfast.datastore.cache.dump.DumpSummary;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Texts;
import dev.holdfast.server.output.Ticker;
import dev.holdfast.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast dump}. */
@Command(
    name = "dump",
    description = {
      "Writes all records of a store, as of one revision, into a file from which any store can be"
          + " loaded.",
      "The file holds join tokens: it is made readable for its owner only. One that was there is"
          + " replaced, once the new one is whole."
    },
    footer = {
      "  holdfast dump --data /var/lib/holdfast records.dump",
      "  holdfast dump --store postgresql://db.example.org/holdfast records.dump"
    })
public final class DumpCommand implements Runnable {

  private static final String STANDARD_OUTPUT = "-";

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The file; - is the standard output.")
  private String file = "";

  @Mixin private final DumpOptions options;
  @Mixin private final OutputOptions output;

  /**
   * Makes the command; called by picocli.
   *
   * @param context what surrounds the run
   */
  public DumpCommand(Context context) {
    this.context = context;
    this.options = new DumpOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Ticker ticker = new Ticker(context.err(), "dumped");
    try (Store store = options.open()) {
      if (file.equals(STANDARD_OUTPUT)) {
        DumpSummary summary = Dump.write(store, context.out(), ticker::at);
        context.err().println(DumpReport.line(summary, "dumped"));
        tellLeftOut(summary);
      } else {
        DumpSummary summary =
            WholeFile.write(Path.of(file), out -> Dump.write(store, out, ticker::at));
        DumpReport.print(summary, "dumped", output.output());
        tellLeftOut(summary);
      }
    } catch (IOException e) {
      throw CommandException.failed("cannot write " + file + ": " + e, e);
    }
  }

  private void tellLeftOut(DumpSummary summary) {
    for (String key : summary.leftOut()) {
      context.err().println("left out: " + Texts.printable(key) + ": its value cannot be read");
    }
  }
}
