package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.model.ModelState.Edit;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The attested nodes of a {@link Model}. */
final class ModelNodes implements Nodes {

  private static final RecordKind KIND = RecordKind.ATTESTED_NODE;

  private final Model model;

  ModelNodes(Model model) {
    this.model = model;
  }

  @Override
  public Stored<AttestedNode> create(AttestedNode node) {
    ModelRules.check(node, EnumSet.allOf(NodeField.class));
    model.requireAbsent(KIND, node.key());
    return model.commit(edit -> edit.write(node.toBuilder().selectors(Optional.empty()).build()));
  }

  @Override
  public Read<Optional<Stored<AttestedNode>>> fetch(
      SpiffeId id, NodeDetail detail, ReadConsistency consistency) {
    return model.read(find(id, detail));
  }

  private Optional<Stored<AttestedNode>> find(SpiffeId id, NodeDetail detail) {
    return model.shown().<AttestedNode>find(KIND, id.toString()).map(node -> told(node, detail));
  }

  private Stored<AttestedNode> told(Stored<AttestedNode> node, NodeDetail detail) {
    return detail == NodeDetail.NODE_ONLY
        ? node
        : node.with(
            node.value().toBuilder().selectors(Optional.of(selectors(node.value()))).build());
  }

  private List<Selector> selectors(AttestedNode node) {
    return model
        .shown()
        .<NodeSelectorSet>find(RecordKind.NODE_SELECTORS, node.key())
        .map(set -> set.value().selectors())
        .orElse(List.of());
  }

  @Override
  public Read<Map<SpiffeId, Stored<AttestedNode>>> fetchAll(
      Collection<SpiffeId> ids, NodeDetail detail, ReadConsistency consistency) {
    Map<SpiffeId, Stored<AttestedNode>> found = new HashMap<>();
    ids.forEach(id -> find(id, detail).ifPresent(node -> found.put(id, node)));
    return model.read(found);
  }

  @Override
  public Read<List<Stored<AttestedNode>>> list(
      NodeFilter filter, NodeDetail detail, ReadConsistency consistency) {
    ModelRules.check(filter.selectors());
    return model.read(
        model.shown().<AttestedNode>all(KIND).stream()
            .filter(node -> passes(node.value(), filter))
            .map(node -> told(node, detail))
            .toList());
  }

  @Override
  public Page<Stored<AttestedNode>> list(NodeFilter filter, NodeDetail detail, PageRequest page) {
    ModelRules.check(filter.selectors());
    return model.<AttestedNode>page(
        "nodes " + detail + filter,
        KIND,
        page,
        node -> passes(node, filter),
        node -> told(node, detail));
  }

  @Override
  public Read<Long> count(NodeFilter filter, ReadConsistency consistency) {
    return model.read((long) list(filter, NodeDetail.NODE_ONLY, consistency).value().size());
  }

  private boolean passes(AttestedNode node, NodeFilter filter) {
    Instant end = node.certNotAfter().orElse(Instant.EPOCH);
    return (filter.attestationType().isEmpty()
            || filter.attestationType().get().equals(node.attestationType()))
        && (filter.banned().isEmpty() || filter.banned().get() == node.certSerialNumber().isEmpty())
        && (filter.expiresBefore().isEmpty() || end.isBefore(filter.expiresBefore().get()))
        && (filter.validAt().isEmpty() || !end.isBefore(filter.validAt().get()))
        && (filter.canReattest().isEmpty() || filter.canReattest().get() == node.canReattest())
        && (filter.ids().isEmpty() || filter.ids().get().contains(node.id()))
        && (filter.selectors().isEmpty()
            || ModelRules.matches(
                filter.selectors().get().match(),
                filter.selectors().get().members(),
                new HashSet<>(selectors(node))));
  }

  @Override
  public Stored<AttestedNode> update(
      AttestedNode node, Set<NodeField> fields, Expectation expectation) {
    ModelRules.check(node, fields);
    Stored<AttestedNode> before = model.required(KIND, node.key(), expectation);
    AttestedNode.Builder after = before.value().toBuilder();
    for (NodeField field : fields) {
      switch (field) {
        case CERT_SERIAL_NUMBER -> after.certSerialNumber(node.certSerialNumber());
        case CERT_NOT_AFTER -> after.certNotAfter(node.certNotAfter());
        case NEW_CERT_SERIAL_NUMBER -> after.newCertSerialNumber(node.newCertSerialNumber());
        case NEW_CERT_NOT_AFTER -> after.newCertNotAfter(node.newCertNotAfter());
        case CAN_REATTEST -> after.canReattest(node.canReattest());
        case AGENT_VERSION -> after.agentVersion(node.agentVersion());
      }
    }
    return model.commit(edit -> edit.write(after.build()));
  }

  @Override
  public Deleted<AttestedNode> delete(SpiffeId id, Expectation expectation) {
    Stored<AttestedNode> node = model.required(KIND, id.toString(), expectation);
    return model.committed(edit -> delete(edit, node), floor -> new Deleted<>(node, floor));
  }

  /** Deletes a node, its selectors and its aliases. */
  private void delete(Edit edit, Stored<AttestedNode> stored) {
    AttestedNode node = stored.value();
    edit.delete(KIND, node.key());
    edit.delete(RecordKind.NODE_SELECTORS, node.key());
    if (!node.attestationType().equals("join_token")) {
      return;
    }
    List<Selector> own = List.of(new Selector("spiffe_id", node.key()));
    for (Stored<RegistrationEntry> child :
        model.head().<RegistrationEntry>all(RecordKind.REGISTRATION_ENTRY)) {
      if (child.value().parentId().equals(Optional.of(node.id()))
          && child.value().selectors().equals(own)) {
        edit.delete(RecordKind.REGISTRATION_ENTRY, child.value().id());
      }
    }
  }

  @Override
  public Pruned prune(Instant expiresBefore, PruneScope scope, int atMost) {
    return model.<AttestedNode>prune(
        KIND,
        node ->
            node.certSerialNumber().isPresent()
                && (scope == PruneScope.ALL || node.canReattest())
                && node.certNotAfter().orElse(Instant.EPOCH).isBefore(expiresBefore),
        atMost,
        this::delete);
  }
}
