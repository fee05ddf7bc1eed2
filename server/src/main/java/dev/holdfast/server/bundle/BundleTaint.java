package dev.holdfast.server.bundle;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast bundle taint}. */
@Command(
    name = "taint",
    description = "Marks an authority of a bundle as no longer trusted.",
    footer = {
      "  holdfast bundle taint example.org --x509 3a7f…",
      "  holdfast bundle taint example.org --jwt key-1"
    })
final class BundleTaint implements Runnable {

  @Parameters(paramLabel = "DOMAIN", arity = "1", description = "The trust domain.")
  private Optional<TrustDomain> given = Optional.empty();

  @Mixin private final AuthorityOptions options = new AuthorityOptions();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleTaint(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    TrustDomain trustDomain = given.orElseThrow();
    AuthorityId authority = options.authority();
    try (Connection connection = server.connect()) {
      new BundleView()
          .print(connection.dataStore().bundles().taint(trustDomain, authority), output.output());
    }
  }
}
