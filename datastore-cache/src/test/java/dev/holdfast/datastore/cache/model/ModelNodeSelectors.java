package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.NodeSelectors;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The selectors of the nodes of a {@link Model}. */
final class ModelNodeSelectors implements NodeSelectors {

  private static final RecordKind KIND = RecordKind.NODE_SELECTORS;

  private final Model model;

  ModelNodeSelectors(Model model) {
    this.model = model;
  }

  @Override
  public Floor set(SpiffeId nodeId, List<Selector> selectors) {
    ModelRules.checkDistinct(selectors);
    return model.committed(
        edit -> {
          if (selectors.isEmpty()) {
            edit.delete(KIND, nodeId.toString());
          } else {
            Object unused = edit.write(new NodeSelectorSet(nodeId, selectors));
          }
        },
        floor -> floor);
  }

  @Override
  public Read<Optional<Stored<NodeSelectorSet>>> fetch(
      SpiffeId nodeId, ReadConsistency consistency) {
    return model.read(model.shown().find(KIND, nodeId.toString()));
  }

  @Override
  public Read<List<Stored<NodeSelectorSet>>> list(
      NodeSelectorFilter filter, ReadConsistency consistency) {
    return model.read(
        model.shown().<NodeSelectorSet>all(KIND).stream()
            .filter(stored -> passes(stored.value(), filter))
            .toList());
  }

  @Override
  public Page<Stored<NodeSelectorSet>> list(NodeSelectorFilter filter, PageRequest page) {
    return model.<NodeSelectorSet>page(
        "selectors " + filter, KIND, page, set -> passes(set, filter), stored -> stored);
  }

  private boolean passes(NodeSelectorSet set, NodeSelectorFilter filter) {
    if (filter.validAt().isEmpty()) {
      return true;
    }
    Optional<Stored<AttestedNode>> node =
        model.shown().find(RecordKind.ATTESTED_NODE, set.nodeId().toString());
    return node.isPresent()
        && node.get().value().certNotAfter().orElse(Instant.EPOCH).isAfter(filter.validAt().get());
  }
}
