package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Output;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code holdfast bundle show}. */
@Command(
    name = "show",
    description = "Shows the bundle of a trust domain.",
    footer = {
      "  holdfast bundle show example.org",
      "  holdfast bundle show example.org --format spiffe > bundle.json"
    })
final class BundleShow implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description = {
        "'spiffe' (a SPIFFE bundle document), 'pem' (its X.509 authorities), 'json' (all that is",
        "kept of it) or 'table'; as --output if not given."
      })
  private Optional<Format> format = Optional.empty();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleShow(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  private enum Format {
    SPIFFE,
    PEM,
    JSON,
    TABLE
  }

  @Override
  public void run() {
    TrustDomain trustDomain = given.orElseThrow();
    try (Connection connection = server.connect()) {
      Stored<Bundle> bundle =
          connection
              .dataStore()
              .bundles()
              .fetch(trustDomain, consistency.consistency(connection.dataStore()))
              .value()
              .orElseThrow(() -> CommandException.notFound("there is no bundle of " + trustDomain));
      Output chosen = output.output();
      print(bundle, chosen, format.orElse(chosen.isJson() ? Format.JSON : Format.TABLE));
    }
  }

  private void print(Stored<Bundle> bundle, Output chosen, Format as) {
    switch (as) {
      case SPIFFE -> chosen.document(json -> SpiffeDocument.write(bundle.value(), json));
      case PEM ->
          bundle
              .value()
              .x509Authorities()
              .forEach(
                  authority -> PemDocument.lines(authority.certificate()).forEach(chosen::line));
      case JSON -> new BundleView().print(bundle, new Output(Output.Form.JSON, context.out()));
      case TABLE -> new BundleView().print(bundle, new Output(Output.Form.TABLE, context.out()));
    }
  }

  private static final class FormatConverter implements ITypeConverter<Format> {

    @Override
    public Format convert(String text) {
      return switch (text) {
        case "spiffe" -> Format.SPIFFE;
        case "pem" -> Format.PEM;
        case "json" -> Format.JSON;
        case "table" -> Format.TABLE;
        default ->
            throw new TypeConversionException("'" + text + "' is not spiffe, pem, json or table");
      };
    }
  }
}
