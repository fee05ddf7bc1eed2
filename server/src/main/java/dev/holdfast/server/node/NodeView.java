package dev.holdfast.server.node;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.document.SelectorDocument;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import dev.holdfast.server.output.Texts;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Shows nodes. In JSON they can be read again by {@code node create --data}. */
public final class NodeView implements RecordView<AttestedNode> {

  private final NodeDetail detail;

  /**
   * Makes a view.
   *
   * @param detail what is told of a node
   */
  public NodeView(NodeDetail detail) {
    this.detail = detail;
  }

  @Override
  public String singular() {
    return "node";
  }

  @Override
  public String plural() {
    return "nodes";
  }

  @Override
  public List<Column<Stored<AttestedNode>>> columns() {
    List<Column<Stored<AttestedNode>>> columns =
        new ArrayList<>(
            List.of(
                column("SPIFFE ID", node -> node.id().toString()),
                column("ATTESTED BY", AttestedNode::attestationType),
                column("SERIAL NUMBER", NodeView::serial),
                column("EXPIRES", node -> Texts.orEmpty(node.certNotAfter())),
                column("CAN REATTEST", node -> Texts.yes(node.canReattest())),
                column("VERSION", AttestedNode::agentVersion)));
    if (detail == NodeDetail.WITH_SELECTORS) {
      columns.add(column("SELECTORS", node -> Texts.selectors(node.selectors())));
    }
    return columns;
  }

  @Override
  public List<Column<Stored<AttestedNode>>> fields() {
    return List.of(
        column("SPIFFE id", node -> node.id().toString()),
        column("Attested by", AttestedNode::attestationType),
        column("Serial number", NodeView::serial),
        column("Expires", node -> Texts.orEmpty(node.certNotAfter())),
        column("New serial number", node -> Texts.orEmpty(node.newCertSerialNumber())),
        column("New one expires", node -> Texts.orEmpty(node.newCertNotAfter())),
        column("Can reattest", node -> Texts.yes(node.canReattest())),
        column("Agent version", AttestedNode::agentVersion),
        column("Selectors", node -> Texts.selectors(node.selectors())));
  }

  private static Column<Stored<AttestedNode>> column(
      String title, Function<AttestedNode, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  private static String serial(AttestedNode node) {
    return node.certSerialNumber().orElse("(banned)");
  }

  @Override
  public void writeFields(AttestedNode node, JsonGenerator json) throws IOException {
    json.writeStringField("spiffe_id", node.id().toString());
    json.writeStringField("attestation_type", node.attestationType());
    json.writeStringField("cert_serial_number", Texts.orEmpty(node.certSerialNumber()));
    json.writeNumberField("cert_not_after", seconds(node.certNotAfter()));
    json.writeStringField("new_cert_serial_number", Texts.orEmpty(node.newCertSerialNumber()));
    json.writeNumberField("new_cert_not_after", seconds(node.newCertNotAfter()));
    json.writeBooleanField("can_reattest", node.canReattest());
    json.writeBooleanField("banned", node.banned());
    json.writeStringField("agent_version", node.agentVersion());
    if (node.selectors().isPresent()) {
      SelectorDocument.write("selectors", node.selectors().get(), json);
    }
  }

  private static long seconds(Optional<Instant> time) {
    return time.map(Instant::getEpochSecond).orElse(0L);
  }
}
