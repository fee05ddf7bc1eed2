package dev.holdfast.server.bundle;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast bundle append}. */
@Command(
    name = "append",
    description = {
      "Adds the authorities of a file that a trust domain's bundle lacks, or creates the bundle.",
      "The sequence number grows by one if any is added; all else stays as it is."
    },
    footer = {
      "  holdfast bundle append --trust-domain example.org bundle.json",
      "  holdfast bundle append --trust-domain example.org --format pem roots.pem"
    })
final class BundleAppend implements Runnable {

  @Mixin private final BundleFile file;
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleAppend(Context context) {
    this.file = new BundleFile(context);
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    Bundle bundle = file.read();
    try (Connection connection = server.connect()) {
      new BundleView().print(connection.dataStore().bundles().append(bundle), output.output());
    }
  }
}
