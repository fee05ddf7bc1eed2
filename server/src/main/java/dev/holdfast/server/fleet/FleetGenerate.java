package dev.holdfast.server.fleet;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.dump.DumpSummary;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.dump.WholeFile;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Output;
import dev.holdfast.server.output.Texts;
import dev.holdfast.server.output.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast fleet generate}. */
@Command(
    name = "generate",
    description = {
      "Makes up a fleet, and writes it into a file from which 'load' fills any store.",
      "Clusters in several regions, pools of nodes with 14 selectors and two aliases each, services"
          + " that run in some of them, other trust domains that they federate with. The same"
          + " numbers, trust domain and seed make the same file."
    },
    footer = {
      "  holdfast fleet generate --entries 100000 fleet.dump",
      "  holdfast load --data /tmp/try fleet.dump && holdfast serve --data /tmp/try"
    })
final class FleetGenerate implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "FILE", description = "The file, replaced if it is there.")
  private String file = "";

  @Option(
      names = "--entries",
      paramLabel = "NUMBER",
      description = "How many entries, from 100 to 1000000. Default: ${DEFAULT-VALUE}.")
  private int entries = 1_000;

  @Option(
      names = "--nodes",
      paramLabel = "NUMBER",
      description = "How many nodes, up to 250000. Default: one for every four entries.")
  private Optional<Integer> nodes = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Tells fleets of one size apart. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--trust-domain",
      paramLabel = "DOMAIN",
      description = "The fleet's own trust domain. Default: ${DEFAULT-VALUE}.")
  private TrustDomain trustDomain = new TrustDomain("fleet.example");

  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  FleetGenerate(Context context) {
    this.context = context;
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Fleet fleet = Fleet.of(size(), trustDomain, seed);
    Ticker ticker = new Ticker(context.err(), "written");
    try {
      DumpSummary summary =
          WholeFile.write(Path.of(file), out -> FleetDump.write(fleet, out, ticker::at));
      print(summary, output.output());
    } catch (IOException e) {
      throw CommandException.failed("cannot write " + file + ": " + e, e);
    }
  }

  private FleetSize size() {
    try {
      FleetSize size = FleetSize.of(entries);
      return nodes.map(size::withNodes).orElse(size);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(String.valueOf(e.getMessage()));
    }
  }

  private void print(DumpSummary summary, Output to) {
    if (to.isJson()) {
      to.document(json -> write(summary, json));
    } else {
      to.line(
          Texts.counted(count(summary, RecordKind.REGISTRATION_ENTRY), "entry", "entries")
              + ", "
              + Texts.counted(count(summary, RecordKind.ATTESTED_NODE), "node", "nodes")
              + " and "
              + Texts.counted(count(summary, RecordKind.BUNDLE), "bundle", "bundles")
              + " in "
              + file
              + ", from which 'holdfast load' fills a store");
    }
  }

  private static long count(DumpSummary summary, RecordKind kind) {
    return summary.counts().getOrDefault(kind, 0L);
  }

  private void write(DumpSummary summary, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", file);
    json.writeNumberField("seed", seed);
    json.writeNumberField("entries", count(summary, RecordKind.REGISTRATION_ENTRY));
    json.writeNumberField("nodes", count(summary, RecordKind.ATTESTED_NODE));
    json.writeNumberField("bundles", count(summary, RecordKind.BUNDLE));
    json.writeEndObject();
  }
}
