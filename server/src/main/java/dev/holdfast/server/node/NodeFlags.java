package dev.holdfast.server.node;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that describe a node. */
final class NodeFlags {

  @Option(
      names = "--spiffe-id",
      paramLabel = "ID",
      description = "The agent's SPIFFE id, such as spiffe://example.org/spire/agent/1.")
  private Optional<SpiffeId> id = Optional.empty();

  @Option(
      names = "--attestation-type",
      paramLabel = "TYPE",
      description = "How the node was attested, such as join_token.")
  private String attestationType = "";

  @Option(
      names = "--cert-serial-number",
      paramLabel = "TEXT",
      description = "The serial number of the agent's certificate; a node without one is banned.")
  private String serial = "";

  @Option(
      names = "--cert-not-after",
      paramLabel = "WHEN",
      description = "When it expires: 2030-01-31T12:00:00Z, or seconds since 1970.")
  private Optional<Instant> notAfter = Optional.empty();

  @Option(
      names = "--new-cert-serial-number",
      paramLabel = "TEXT",
      description = "The serial number of the certificate that is being put in place.")
  private Optional<String> newSerial = Optional.empty();

  @Option(
      names = "--new-cert-not-after",
      paramLabel = "WHEN",
      description = "When that certificate expires.")
  private Optional<Instant> newNotAfter = Optional.empty();

  @Option(names = "--can-reattest", description = "The node can be attested again.")
  private boolean canReattest;

  @Option(names = "--agent-version", paramLabel = "TEXT", description = "The agent's version.")
  private String version = "";

  @Option(
      names = "--selector",
      paramLabel = "TYPE:VALUE",
      description = "A selector of the node, set after it is created; repeat it for more.")
  private List<Selector> selectors = List.of();

  /** Returns the node, if there is one described. */
  Optional<AttestedNode> node() {
    return id.map(
        spiffeId ->
            AttestedNode.builder(spiffeId)
                .attestationType(attestationType)
                .certSerialNumber(serial)
                .certNotAfter(notAfter)
                .newCertSerialNumber(newSerial)
                .newCertNotAfter(newNotAfter)
                .canReattest(canReattest)
                .agentVersion(version)
                .selectors(Optional.of(selectors).filter(all -> !all.isEmpty()))
                .build());
  }
}
