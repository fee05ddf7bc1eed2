package dev.holdfast.server.bundle;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command that changes one authority of a bundle, and prints the bundle. */
abstract class AuthorityCommand implements Runnable {

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Mixin private final AuthorityOptions options = new AuthorityOptions();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  AuthorityCommand(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  /** Changes the authority, and returns the bundle as it is then. */
  abstract Stored<Bundle> change(Bundles bundles, TrustDomain trustDomain, AuthorityId authority);

  @Override
  public final void run() {
    TrustDomain trustDomain = given.orElseThrow();
    AuthorityId authority = options.authority();
    try (Connection connection = server.connect()) {
      new BundleView()
          .print(change(connection.dataStore().bundles(), trustDomain, authority), output.output());
    }
  }
}
