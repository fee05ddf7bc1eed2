package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.proto.datastore.v1.SelectorSet;
import java.util.Optional;

/** Attested nodes to and from their messages. */
public final class NodeCodec {

  /** What messages of errors call a node. */
  public static final String OBJECT = "attested node";

  private static final Reading READING = new Reading(OBJECT);

  private NodeCodec() {}

  /**
   * Returns the node of a message, with its selectors where the message tells them.
   *
   * @param message the message
   */
  public static AttestedNode decode(dev.holdfast.proto.datastore.v1.AttestedNode message) {
    return AttestedNode.builder(READING.spiffeId("id", message.getId()))
        .attestationType(message.getAttestationType())
        .certSerialNumber(message.getCertSerialNumber())
        .certNotAfter(
            READING.time("cert_not_after", message.hasCertNotAfter(), message.getCertNotAfter()))
        .newCertSerialNumber(Optional.of(message.getNewCertSerialNumber()))
        .newCertNotAfter(
            READING.time(
                "new_cert_not_after", message.hasNewCertNotAfter(), message.getNewCertNotAfter()))
        .canReattest(message.getCanReattest())
        .agentVersion(message.getAgentVersion())
        .selectors(
            message.hasSelectors()
                ? Optional.of(
                    SelectorCodec.decode(
                        OBJECT, "selectors", message.getSelectors().getSelectorsList()))
                : Optional.empty())
        .build();
  }

  /**
   * Returns the message of a node, with its selectors where it has them.
   *
   * @param node the node
   */
  public static dev.holdfast.proto.datastore.v1.AttestedNode encode(AttestedNode node) {
    dev.holdfast.proto.datastore.v1.AttestedNode.Builder message =
        dev.holdfast.proto.datastore.v1.AttestedNode.newBuilder()
            .setId(node.id().toString())
            .setAttestationType(node.attestationType())
            .setCertSerialNumber(node.certSerialNumber().orElse(""))
            .setNewCertSerialNumber(node.newCertSerialNumber().orElse(""))
            .setCanReattest(node.canReattest())
            .setAgentVersion(node.agentVersion());
    node.certNotAfter()
        .map(time -> READING.one("cert_not_after", time, Times::encode))
        .ifPresent(message::setCertNotAfter);
    node.newCertNotAfter()
        .map(time -> READING.one("new_cert_not_after", time, Times::encode))
        .ifPresent(message::setNewCertNotAfter);
    node.selectors()
        .map(all -> SelectorSet.newBuilder().addAllSelectors(SelectorCodec.encode(all)).build())
        .ifPresent(message::setSelectors);
    return message.build();
  }
}
