package dev.holdfast.server.dump;

import dev.holdfast.datastore.cache.dump.Dump;
import dev.holdfast.datastore.cache.dump.DumpSummary;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Ticker;
import dev.holdfast.store.Store;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast load}. */
@Command(
    name = "load",
    description = {
      "Loads a dump into a store that holds no records, whatever kind of store it comes from.",
      "The file is checked whole before anything is written. No server may run on the store: until"
          + " the load has ended, none serves it. One that was broken off is repeated."
    },
    footer = {
      "  holdfast load --store postgresql://db.example.org/holdfast records.dump",
      "  holdfast load --check records.dump"
    })
public final class LoadCommand implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The file, as 'dump' writes it.")
  private String file = "";

  @Option(names = "--check", description = "Only check the file, and tell what is in it.")
  private boolean checkOnly;

  @Mixin private final DumpOptions options;
  @Mixin private final OutputOptions output;

  /**
   * Makes the command; called by picocli.
   *
   * @param context what surrounds the run
   */
  public LoadCommand(Context context) {
    this.context = context;
    this.options = new DumpOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    try {
      if (checkOnly) {
        DumpReport.print(Dump.check(Path.of(file)), "checked", output.output());
      } else {
        DumpReport.print(load(), "loaded", output.output());
      }
    } catch (NoSuchFileException e) {
      throw CommandException.failed("cannot read " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw CommandException.failed("cannot read " + file + ": " + e, e);
    }
  }

  private DumpSummary load() throws IOException {
    Ticker ticker = new Ticker(context.err(), "loaded");
    try (Store store = options.openOrCreate()) {
      return Dump.load(Path.of(file), store, ticker::at);
    }
  }
}
