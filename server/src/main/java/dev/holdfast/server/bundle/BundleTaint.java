package dev.holdfast.server.bundle;

import dev.holdfast.datastore.AuthorityId;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.server.cli.Context;
import picocli.CommandLine.Command;

/** {@code holdfast bundle taint}. */
@Command(
    name = "taint",
    description = "Marks an authority of a bundle as no longer trusted.",
    footer = {
      "  holdfast bundle taint example.org --x509 3a7f…",
      "  holdfast bundle taint example.org --jwt key-1"
    })
final class BundleTaint extends AuthorityCommand {

  /** Makes the command; called by picocli. */
  BundleTaint(Context context) {
    super(context);
  }

  @Override
  Stored<Bundle> change(Bundles bundles, TrustDomain trustDomain, AuthorityId authority) {
    return bundles.taint(trustDomain, authority);
  }
}
