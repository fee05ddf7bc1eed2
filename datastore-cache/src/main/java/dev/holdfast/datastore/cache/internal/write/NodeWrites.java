package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.SelectorCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.proto.datastore.v1.NodeSelectors;
import dev.holdfast.store.Bytes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Writes of attested nodes and of the selectors of nodes. */
public final class NodeWrites {

  private final Commits commits;
  private final Clock clock;

  /**
   * Makes the writes.
   *
   * @param commits where they are committed
   * @param clock tells when records are created
   */
  public NodeWrites(Commits commits, Clock clock) {
    this.commits = commits;
    this.clock = clock;
  }

  /**
   * Creates a node.
   *
   * @param node the node; its selectors are ignored
   */
  public Stored<AttestedNode> create(AttestedNode node) {
    Rules.check(node);
    AttestedNode bare = node.toBuilder().selectors(Optional.empty()).build();
    String object = NodeCodec.OBJECT + " " + node.id();
    Bytes key = Layout.key(RecordKind.ATTESTED_NODE, node.key());
    return commits.commit(
        source -> {
          if (source.record(key).isPresent()) {
            throw Messages.exists(object, "there is one");
          }
          Metadata metadata = Messages.created(clock.instant(), 0);
          Bytes value =
              Messages.encode(
                  NodeCodec.encode(bare).toBuilder().setMetadata(metadata).build(),
                  object,
                  commits.limits());
          return new Plan.Builder()
              .absent(key)
              .put(key, value)
              .answering(floor -> Messages.written(bare, metadata, floor.revision(), floor));
        });
  }

  /**
   * Replaces the selectors of a node.
   *
   * @param nodeId the node's id
   * @param selectors the selectors; none means that the node has none any more
   */
  public Floor setSelectors(SpiffeId nodeId, List<Selector> selectors) {
    Rules.checkNodeSelectors(selectors);
    Bytes key = Layout.key(RecordKind.NODE_SELECTORS, nodeId.toString());
    return commits.commit(
        source -> {
          Optional<Current> record = source.record(key);
          Plan.Builder plan = new Plan.Builder();
          if (record.isPresent()) {
            plan.unchanged(record.get());
          } else {
            plan.absent(key);
          }
          if (!selectors.isEmpty()) {
            plan.put(key, value(record, new NodeSelectorSet(nodeId, selectors)));
          } else if (record.isPresent()) {
            plan.delete(key);
          }
          return plan.answering(floor -> floor);
        });
  }

  private Bytes value(Optional<Current> record, NodeSelectorSet set) {
    NodeSelectors.Builder message =
        record
            .map(it -> Messages.decode(it, NodeSelectors.parser()))
            .map(
                before ->
                    before.toBuilder()
                        .setMetadata(Messages.updated(before.getMetadata()))
                        .clearSelectors()
                        .addAllSelectors(SelectorCodec.encode(set.selectors())))
            .orElseGet(
                () ->
                    NodeSelectorsCodec.encode(set).toBuilder()
                        .setMetadata(Messages.created(clock.instant(), 0)));
    return Messages.encode(
        message.build(), NodeSelectorsCodec.OBJECT + " " + set.nodeId(), commits.limits());
  }
}
