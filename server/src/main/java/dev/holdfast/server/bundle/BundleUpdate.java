package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast bundle update}. */
@Command(
    name = "update",
    description = {
      "Changes the fields of a bundle that options name, and those that a file speaks of.",
      "All other fields stay as they are."
    },
    footer = {
      "  holdfast bundle update example.org --refresh-hint 5m --sequence-number 8",
      "  holdfast bundle update example.org --data roots.pem --format pem --if-revision 120"
    })
final class BundleUpdate implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A file with the new authorities; - is the standard input.")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = FileFormat.Converter.class,
      description = "The file's format: spiffe (the default), pem or json.")
  private FileFormat format = FileFormat.SPIFFE;

  @Option(
      names = "--refresh-hint",
      paramLabel = "TIME",
      description = "How often others should look for a new bundle, such as 300 or 5m.")
  private Optional<Duration> refreshHint = Optional.empty();

  @Option(
      names = "--sequence-number",
      paramLabel = "NUMBER",
      description = "Grows with every change of the bundle's content.")
  private Optional<Long> sequenceNumber = Optional.empty();

  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleUpdate(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    TrustDomain trustDomain = given.orElseThrow();
    Set<BundleField> fields = EnumSet.noneOf(BundleField.class);
    Bundle.Builder bundle = Bundle.builder(trustDomain);
    if (data.isPresent()) {
      BundleContent content = format.read(trustDomain, data.get(), context);
      fields.addAll(content.fields());
      bundle = content.bundle().toBuilder();
    }
    if (refreshHint.isPresent()) {
      fields.add(BundleField.REFRESH_HINT);
      bundle.refreshHint(refreshHint);
    }
    if (sequenceNumber.isPresent()) {
      fields.add(BundleField.SEQUENCE_NUMBER);
      bundle.sequenceNumber(sequenceNumber.get());
    }
    if (fields.isEmpty()) {
      throw CommandException.usage("nothing is to be changed; name a field and its new value");
    }
    try (Connection connection = server.connect()) {
      new BundleView()
          .print(
              connection
                  .dataStore()
                  .bundles()
                  .update(bundle.build(), fields, expectation.expectation()),
              output.output());
    }
  }
}
