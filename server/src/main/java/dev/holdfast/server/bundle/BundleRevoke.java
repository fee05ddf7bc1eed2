package dev.holdfast.server.bundle;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Context;
import picocli.CommandLine.Command;

/** {@code holdfast bundle revoke}. */
@Command(
    name = "revoke",
    description = "Takes an authority that is tainted from a bundle.",
    footer = {
      "  holdfast bundle revoke example.org --x509 3a7f…",
      "  holdfast bundle revoke example.org --jwt key-1"
    })
final class BundleRevoke extends AuthorityCommand {

  /** Makes the command; called by picocli. */
  BundleRevoke(Context context) {
    super(context);
  }

  @Override
  Stored<Bundle> change(Bundles bundles, TrustDomain trustDomain, AuthorityId authority) {
    return bundles.revoke(trustDomain, authority);
  }
}
