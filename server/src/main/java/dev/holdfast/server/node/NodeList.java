package dev.holdfast.server.node;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.ConsistencyOption;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.LimitOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.output.Listing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast node list}. */
@Command(
    name = "list",
    description = {
      "Lists the nodes that pass every filter, in the order of their creation.",
      "The whole listing shows one state, and may be of any length."
    },
    footer = {
      "  holdfast node list --valid-at now --no-banned",
      "  holdfast node list --with-selectors --output json > nodes.json"
    })
final class NodeList implements Runnable {

  @Mixin private final NodeFilterOptions filter = new NodeFilterOptions();

  @Option(names = "--with-selectors", description = "Tell the nodes' selectors as well.")
  private boolean withSelectors;

  @Mixin private final LimitOption limit = new LimitOption();
  @Mixin private final ConsistencyOption consistency = new ConsistencyOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeList(Context context) {
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    NodeFilter which = filter.filter();
    NodeDetail detail = withSelectors ? NodeDetail.WITH_SELECTORS : NodeDetail.NODE_ONLY;
    long most = limit.limit();
    try (Connection connection = server.connect()) {
      DataStore dataStore = connection.dataStore();
      new Listing<>(new NodeView(detail), page -> dataStore.nodes().list(which, detail, page))
          .print(output.output(), consistency.consistency(dataStore), most);
    }
  }
}
