package dev.holdfast.server.node;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.document.SelectorDocument;
import dev.holdfast.server.output.Column;
import dev.holdfast.server.output.RecordView;
import dev.holdfast.server.output.Texts;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Shows the selectors of nodes. */
public final class NodeSelectorsView implements RecordView<NodeSelectorSet> {

  /** Makes a view. */
  public NodeSelectorsView() {}

  @Override
  public String singular() {
    return "node_selectors";
  }

  @Override
  public String plural() {
    return "node_selectors";
  }

  @Override
  public List<Column<Stored<NodeSelectorSet>>> columns() {
    return List.of(
        column("NODE", set -> set.nodeId().toString()),
        column("SELECTORS", set -> Texts.joined(set.selectors())));
  }

  @Override
  public List<Column<Stored<NodeSelectorSet>>> fields() {
    return List.of(
        column("Node", set -> set.nodeId().toString()),
        column("Selectors", set -> Texts.joined(set.selectors())));
  }

  private static Column<Stored<NodeSelectorSet>> column(
      String title, Function<NodeSelectorSet, String> value) {
    return new Column<>(title, stored -> value.apply(stored.value()));
  }

  @Override
  public void writeFields(NodeSelectorSet set, JsonGenerator json) throws IOException {
    json.writeStringField("node_id", set.nodeId().toString());
    SelectorDocument.write("selectors", set.selectors(), json);
  }
}
