package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Pruned;
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
import java.util.Set;
import java.util.function.Predicate;

/**
 * Writes of attested nodes and of the selectors of nodes.
 *
 * <p>The aliases of a node are no references: one that is created while the node is deleted stays,
 * as does one that is created afterwards.
 */
public final class NodeWrites {

  private static final String JOIN_TOKEN = "join_token";

  /** A check and two deletes. */
  private static final int OPERATIONS_OF_NODE = 3;

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
    String object = describe(node.id());
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
   * Changes some fields of a node.
   *
   * @param node the id and the new values
   * @param fields the fields
   * @param expectation what must hold of the node
   */
  public Stored<AttestedNode> update(
      AttestedNode node, Set<NodeField> fields, Expectation expectation) {
    Rules.check(node, fields);
    return commits.commit(
        source -> {
          Current record = required(source, node.id(), expectation);
          var message = parse(record);
          var changed = message.toBuilder().setMetadata(Messages.updated(message.getMetadata()));
          NodeCodec.write(node, fields, changed);
          AttestedNode after = NodeCodec.decode(changed.build());
          return new Plan.Builder()
              .unchanged(record)
              .put(
                  record.key(),
                  Messages.encode(changed.build(), describe(node.id()), commits.limits()))
              .answering(
                  floor ->
                      Messages.written(
                          after, changed.getMetadata(), record.createRevision(), floor));
        });
  }

  /**
   * Deletes a node with its selectors and aliases.
   *
   * @param id the node's id
   * @param expectation what must hold of the node
   */
  public Deleted<AttestedNode> delete(SpiffeId id, Expectation expectation) {
    while (true) {
      Optional<Deleted<AttestedNode>> deleted =
          commits.commit(
              source -> {
                Current record = required(source, id, expectation);
                Plan.Builder plan = new Plan.Builder();
                boolean whole = remove(source, record, new Budget(commits.storeLimits()), plan);
                return plan.answering(
                    floor -> whole ? Optional.of(deletion(record, floor)) : Optional.empty());
              });
      if (deleted.isPresent()) {
        return deleted.get();
      }
    }
  }

  private static Deleted<AttestedNode> deletion(Current record, Floor floor) {
    var message = parse(record);
    return new Deleted<>(
        Messages.before(NodeCodec.decode(message), message.getMetadata(), record, floor), floor);
  }

  /** Plans to delete a node, after its aliases. */
  private static boolean remove(Source source, Current record, Budget budget, Plan.Builder plan) {
    AttestedNode node = NodeCodec.decode(parse(record));
    plan.unchanged(record);
    if (node.attestationType().equals(JOIN_TOKEN)) {
      for (Current alias : source.aliases(node.id())) {
        if (!EntryWrites.remove(alias, budget, plan)) {
          return false;
        }
      }
    }
    if (!budget.take(OPERATIONS_OF_NODE)) {
      return false;
    }
    plan.delete(record.key()).delete(Layout.key(RecordKind.NODE_SELECTORS, node.key()));
    return true;
  }

  /**
   * Deletes nodes that have expired.
   *
   * @param candidates the keys of nodes that may have
   * @param seen the state in which they may have
   * @param expired tells whether a node has
   */
  public Pruned prune(List<Bytes> candidates, Floor seen, Predicate<AttestedNode> expired) {
    return new Pruning(
            commits, record -> expired.test(NodeCodec.decode(parse(record))), NodeWrites::remove)
        .prune(candidates, seen);
  }

  private static Current required(Source source, SpiffeId id, Expectation expectation) {
    Current record =
        source
            .record(Layout.key(RecordKind.ATTESTED_NODE, id.toString()))
            .orElseThrow(() -> Messages.notFound(describe(id)));
    Messages.requireExpected(describe(id), record, expectation);
    return record;
  }

  private static dev.holdfast.proto.datastore.v1.AttestedNode parse(Current record) {
    return Messages.decode(record, dev.holdfast.proto.datastore.v1.AttestedNode.parser());
  }

  private static String describe(SpiffeId id) {
    return NodeCodec.OBJECT + " " + id;
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
