package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast bundle set}. */
@Command(
    name = "set",
    description = "Creates the bundle of a trust domain, or replaces the one that is there.",
    footer = {
      "  holdfast bundle set --trust-domain example.org bundle.json",
      "  holdfast bundle set --trust-domain example.org --format pem roots.pem"
    })
final class BundleSet implements Runnable {

  @Mixin private final BundleFile file;
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleSet(Context context) {
    this.file = new BundleFile(context);
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Bundle bundle = file.read();
    try (Connection connection = server.connect()) {
      new BundleView().print(connection.dataStore().bundles().set(bundle), output.output());
    }
  }
}
