package dev.holdfast.server.bundle;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Count;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast bundle count}. */
@Command(name = "count", description = "Counts the bundles.", footer = "  holdfast bundle count")
final class BundleCount implements Runnable {

  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  BundleCount(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      Count.print(dataStore.bundles().count(consistency.consistency(dataStore)), output.output());
    }
  }
}
