package dev.holdfast.server.federation;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast federation show}. */
@Command(
    name = "show",
    description = "Shows the relationship with a trust domain, and the bundle of that.",
    footer = "  holdfast federation show partner.example")
final class FederationShow implements Runnable {

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  FederationShow(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    TrustDomain trustDomain = given.orElseThrow();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      var relationship =
          dataStore
              .federationRelationships()
              .fetch(trustDomain, consistency.consistency(dataStore))
              .value()
              .orElseThrow(
                  () ->
                      CommandException.notFound(
                          "there is no federation relationship with " + trustDomain));
      new FederationRelationshipView().print(relationship, output.output());
    }
  }
}
