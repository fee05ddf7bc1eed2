package dev.holdfast.server.federation;

import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Each;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast federation delete}. */
@Command(
    name = "delete",
    description = {
      "Deletes the relationships with trust domains one by one, and tells what became of each.",
      "Their bundles stay; see 'holdfast bundle delete'."
    },
    footer = "  holdfast federation delete partner.example")
final class FederationDelete implements Callable<Integer> {

  private final Context context;

  @Parameters(paramLabel = "DOMAIN", arity = "1..*", description = "The trust domains.")
  private List<TrustDomain> trustDomains = List.of();

  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  FederationDelete(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public Integer call() {
    expectation.requireOneThing(trustDomains.size());
    try (Connection connection = server.connect()) {
      var relationships = connection.dataStore().federationRelationships();
      Results<FederationRelationship> report =
          new Results<>(
              new FederationRelationshipView(),
              Each.of(
                  trustDomains,
                  Outcome.DELETED,
                  name -> relationships.delete(name, expectation.expectation()).record()));
      report.print(output.output(), context.err());
      return report.exit().code();
    }
  }
}
