package dev.holdfast.datastore.codec;

import com.google.protobuf.Timestamp;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.proto.datastore.v1.SelectorSet;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

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
    return decode(message, EnumSet.allOf(NodeField.class)).toBuilder()
        .attestationType(message.getAttestationType())
        .selectors(
            message.hasSelectors()
                ? Optional.of(
                    SelectorCodec.decode(
                        OBJECT, "selectors", message.getSelectors().getSelectorsList()))
                : Optional.empty())
        .build();
  }

  /**
   * Returns the node of a message, of which only some fields are looked at.
   *
   * @param message the message
   * @param fields the fields; the others are left empty
   */
  public static AttestedNode decode(
      dev.holdfast.proto.datastore.v1.AttestedNode message, Set<NodeField> fields) {
    AttestedNode.Builder node = AttestedNode.builder(READING.spiffeId("id", message.getId()));
    for (NodeField field : fields) {
      switch (field) {
        case CERT_SERIAL_NUMBER -> node.certSerialNumber(message.getCertSerialNumber());
        case CERT_NOT_AFTER ->
            node.certNotAfter(
                READING.time(
                    "cert_not_after", message.hasCertNotAfter(), message.getCertNotAfter()));
        case NEW_CERT_SERIAL_NUMBER ->
            node.newCertSerialNumber(Optional.of(message.getNewCertSerialNumber()));
        case NEW_CERT_NOT_AFTER ->
            node.newCertNotAfter(
                READING.time(
                    "new_cert_not_after",
                    message.hasNewCertNotAfter(),
                    message.getNewCertNotAfter()));
        case CAN_REATTEST -> node.canReattest(message.getCanReattest());
        case AGENT_VERSION -> node.agentVersion(message.getAgentVersion());
      }
    }
    return node.build();
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
            .setAttestationType(node.attestationType());
    write(node, EnumSet.allOf(NodeField.class), message);
    node.selectors()
        .map(all -> SelectorSet.newBuilder().addAllSelectors(SelectorCodec.encode(all)).build())
        .ifPresent(message::setSelectors);
    return message.build();
  }

  /**
   * Writes some fields of a node into a message, and leaves alone what it does not know.
   *
   * @param node the node
   * @param fields the fields
   * @param message the message
   */
  public static void write(
      AttestedNode node,
      Set<NodeField> fields,
      dev.holdfast.proto.datastore.v1.AttestedNode.Builder message) {
    for (NodeField field : fields) {
      switch (field) {
        case CERT_SERIAL_NUMBER -> message.setCertSerialNumber(node.certSerialNumber().orElse(""));
        case CERT_NOT_AFTER -> {
          message.clearCertNotAfter();
          time("cert_not_after", node.certNotAfter()).ifPresent(message::setCertNotAfter);
        }
        case NEW_CERT_SERIAL_NUMBER ->
            message.setNewCertSerialNumber(node.newCertSerialNumber().orElse(""));
        case NEW_CERT_NOT_AFTER -> {
          message.clearNewCertNotAfter();
          time("new_cert_not_after", node.newCertNotAfter()).ifPresent(message::setNewCertNotAfter);
        }
        case CAN_REATTEST -> message.setCanReattest(node.canReattest());
        case AGENT_VERSION -> message.setAgentVersion(node.agentVersion());
      }
    }
  }

  private static Optional<Timestamp> time(String field, Optional<Instant> time) {
    return time.map(it -> READING.one(field, it, Times::encode));
  }
}
