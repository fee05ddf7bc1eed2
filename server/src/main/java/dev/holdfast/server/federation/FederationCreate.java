package dev.holdfast.server.federation;

import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.InputFile;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Each;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast federation create}. */
@Command(
    name = "create",
    description = {
      "Creates one relationship from options, or many from a file, one by one.",
      "A bundle that comes with a relationship is set by the same commit."
    },
    footer = {
      "  holdfast federation create --trust-domain partner.example \\",
      "      --bundle-endpoint-url https://partner.example/bundle",
      "  holdfast federation create --data federation.json"
    })
final class FederationCreate implements Callable<Integer> {

  private final Context context;

  @Option(
      names = "--trust-domain",
      paramLabel = "DOMAIN",
      description = "The other trust domain, such as partner.example.")
  private Optional<TrustDomain> trustDomain = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Relationships in JSON, as 'federation list -o json' writes them.")
  private Optional<String> data = Optional.empty();

  @Mixin private final FederationFlags flags;
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  FederationCreate(Context context) {
    this.context = context;
    this.flags = new FederationFlags(context);
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    List<FederationRelationship> relationships = relationships();
    try (Connection connection = server.connect()) {
      Results<FederationRelationship> report =
          new Results<>(
              new FederationRelationshipView(),
              Each.of(
                  relationships,
                  FederationRelationship::key,
                  Outcome.CREATED,
                  connection.dataStore().federationRelationships()::create));
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }

  private List<FederationRelationship> relationships() {
    if (data.isPresent()) {
      if (trustDomain.isPresent() || flags.isGiven()) {
        throw CommandException.usage("--data tells everything; leave out the other options");
      }
      return InputFile.read(data.get(), context, FederationDocument::read).stream()
          .map(FederationDocument.Draft::toRelationship)
          .toList();
    }
    TrustDomain other =
        trustDomain.orElseThrow(
            () -> CommandException.usage("name the trust domain, or a file with --data"));
    return List.of(
        new FederationRelationship(
            other,
            flags
                .url()
                .orElseThrow(
                    () -> CommandException.usage("tell its --bundle-endpoint-url, https://…")),
            flags.profile().orElse(BundleEndpointProfile.httpsWeb()),
            flags.readBundle(other)));
  }
}
