package dev.holdfast.server.federation;

import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
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
import picocli.CommandLine.Parameters;

/** {@code holdfast federation update}. */
@Command(
    name = "update",
    description = {
      "Changes what options name of a relationship, or what a file has of many, one by one.",
      "All else stays as it is; a bundle is set by the same commit."
    },
    footer = {
      "  holdfast federation update partner.example --bundle-endpoint-url https://new.example/b",
      "  holdfast federation update --data federation.json"
    })
final class FederationUpdate implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "The other trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "Relationships in JSON, each with its trust_domain and what changes.")
  private Optional<String> data = Optional.empty();

  @Mixin private final FederationFlags flags;
  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  FederationUpdate(Context context) {
    this.context = context;
    this.flags = new FederationFlags(context);
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    List<FederationDocument.Draft> drafts =
        data.isPresent() ? fromFile(data.get()) : List.of(fromFlags());
    try (Connection connection = server.connect()) {
      var relationships = connection.dataStore().federationRelationships();
      Results<FederationRelationship> report =
          new Results<>(
              new FederationRelationshipView(),
              Each.of(
                  drafts,
                  draft -> draft.trustDomain().name(),
                  Outcome.UPDATED,
                  draft ->
                      relationships.update(
                          draft.toChange(), draft.fields(), expectation.expectation())));
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }

  private FederationDocument.Draft fromFlags() {
    TrustDomain trustDomain =
        given.orElseThrow(
            () -> CommandException.usage("name the trust domain, or a file with --data"));
    if (!flags.isGiven()) {
      throw CommandException.usage("nothing is to be changed; name a field and its new value");
    }
    return new FederationDocument.Draft(
        trustDomain, flags.url(), flags.profile(), flags.readBundle(trustDomain), Optional.empty());
  }

  private List<FederationDocument.Draft> fromFile(String file) {
    if (given.isPresent() || flags.isGiven() || expectation.isGiven()) {
      throw CommandException.usage(
          "--data tells everything about the changes; leave out the trust domain and the options");
    }
    return InputFile.read(file, context, FederationDocument::read);
  }
}
