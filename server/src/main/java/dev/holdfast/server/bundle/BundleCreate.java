package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast bundle create}. */
@Command(
    name = "create",
    description = "Creates the bundle of a trust domain that has none.",
    footer = {
      "  holdfast bundle create --trust-domain example.org bundle.json",
      "  holdfast bundle create --trust-domain example.org --format pem roots.pem"
    })
final class BundleCreate implements Runnable {

  @Mixin private final BundleFile file;
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleCreate(Context context) {
    this.file = new BundleFile(context);
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Bundle bundle = file.read();
    try (Connection connection = server.connect()) {
      new BundleView().print(connection.dataStore().bundles().create(bundle), output.output());
    }
  }
}
