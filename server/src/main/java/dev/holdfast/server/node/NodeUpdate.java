package dev.holdfast.server.node;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.cli.ExpectationOption;
import dev.holdfast.server.cli.OutputOptions;
import dev.holdfast.server.cli.ServerOptions;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.server.output.Results;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast node update}. */
@Command(
    name = "update",
    description = "Changes the fields of a node that options name. All others stay as they are.",
    footer = {
      "  holdfast node update spiffe://example.org/spire/agent/1 --cert-serial-number 77 \\",
      "      --cert-not-after now+1h",
      "  holdfast node update spiffe://example.org/spire/agent/1 --no-can-reattest"
    })
final class NodeUpdate implements Runnable {

  private final Context context;

  @Parameters(paramLabel = "ID", arity = "1", description = "The node's SPIFFE id.")
  private Optional<SpiffeId> given = Optional.empty();

  @Option(
      names = "--cert-serial-number",
      paramLabel = "TEXT",
      description = "The serial number of the agent's certificate; '' bans the node.")
  private Optional<String> serial = Optional.empty();

  @Option(
      names = "--cert-not-after",
      paramLabel = "WHEN",
      description = "When it expires: 2030-01-31T12:00:00Z, seconds since 1970, or now+1h.")
  private Optional<Instant> notAfter = Optional.empty();

  @Option(
      names = "--new-cert-serial-number",
      paramLabel = "TEXT",
      description =
          "The serial number of the certificate that is being put in place; '' if none is.")
  private Optional<String> newSerial = Optional.empty();

  @Option(
      names = "--new-cert-not-after",
      paramLabel = "WHEN",
      description = "When that certificate expires.")
  private Optional<Instant> newNotAfter = Optional.empty();

  @Option(
      names = "--can-reattest",
      negatable = true,
      description = "Whether the node can be attested again.")
  private @Nullable Boolean canReattest;

  @Option(names = "--agent-version", paramLabel = "TEXT", description = "The agent's version.")
  private Optional<String> version = Optional.empty();

  @Mixin private final ExpectationOption expectation = new ExpectationOption();
  @Mixin private final ServerOptions server;
  @Mixin private final OutputOptions output;

  /** Makes the command; called by picocli. */
  NodeUpdate(Context context) {
    this.context = context;
    this.server = new ServerOptions(context);
    this.output = new OutputOptions(context);
  }

  @Override
  public void run() {
    SpiffeId id = given.orElseThrow();
    Set<NodeField> fields = EnumSet.noneOf(NodeField.class);
    AttestedNode.Builder node = AttestedNode.builder(id);
    set(fields, NodeField.CERT_SERIAL_NUMBER, serial, value -> node.certSerialNumber(value));
    set(fields, NodeField.CERT_NOT_AFTER, notAfter, value -> node.certNotAfter(value));
    set(
        fields,
        NodeField.NEW_CERT_SERIAL_NUMBER,
        newSerial,
        value -> node.newCertSerialNumber(Optional.of(value)));
    set(
        fields,
        NodeField.NEW_CERT_NOT_AFTER,
        newNotAfter,
        value -> node.newCertNotAfter(Optional.of(value)));
    set(
        fields,
        NodeField.CAN_REATTEST,
        Optional.ofNullable(canReattest),
        value -> node.canReattest(value));
    set(fields, NodeField.AGENT_VERSION, version, value -> node.agentVersion(value));
    if (fields.isEmpty()) {
      throw CommandException.usage("nothing is to be changed; name a field and its new value");
    }
    try (Connection connection = server.connect()) {
      var updated =
          connection.dataStore().nodes().update(node.build(), fields, expectation.expectation());
      new Results<>(
              new NodeView(NodeDetail.NODE_ONLY),
              List.of(Result.done(0, id.toString(), Outcome.UPDATED, updated)))
          .print(output.output(), context.err());
    }
  }

  private static <T> void set(
      Set<NodeField> fields, NodeField field, Optional<T> value, Consumer<T> setter) {
    if (value.isPresent()) {
      fields.add(field);
      setter.accept(value.get());
    }
  }
}
