package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Output;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast bundle prune}. */
@Command(
    name = "prune",
    description = {
      "Takes the authorities that have expired from a trust domain's bundle.",
      "It is refused if no authority of one sort would be left."
    },
    footer = {
      "  holdfast bundle prune example.org",
      "  holdfast bundle prune example.org --expires-by now-1d"
    })
final class BundlePrune implements Runnable {

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Option(
      names = "--expires-by",
      paramLabel = "WHEN",
      description = {
        "Those that expire at this time or before it: 2030-01-31T12:00:00Z, seconds since",
        "1970, or now (the default), also less some time: now-7d."
      })
  private Optional<Instant> expiry = Optional.empty();

  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundlePrune(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    TrustDomain trustDomain = given.orElseThrow();
    Instant when = expiry.orElseGet(Instant::now);
    try (Connection connection = server.connect()) {
      print(connection.dataStore().bundles().prune(trustDomain, when), output.output());
    }
  }

  private static void print(Optional<Stored<Bundle>> pruned, Output to) {
    if (!to.isJson()) {
      pruned.ifPresentOrElse(
          bundle -> new BundleView().print(bundle, to), () -> to.line("nothing had expired"));
      return;
    }
    to.document(
        json -> {
          json.writeStartObject();
          json.writeBooleanField("changed", pruned.isPresent());
          if (pruned.isPresent()) {
            json.writeFieldName("bundle");
            new BundleView().write(pruned.get(), json);
          }
          json.writeEndObject();
        });
  }
}
