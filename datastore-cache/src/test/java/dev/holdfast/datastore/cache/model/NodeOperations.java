package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Draws operations on nodes and their selectors. */
final class NodeOperations extends Operations {

  private final Filters filters;

  NodeOperations(Pool pool, int servers) {
    super(pool, servers);
    this.filters = new Filters(pool);
    add(6, this::create);
    add(7, this::update);
    add(3, this::delete);
    add(2, this::prune);
    add(6, this::setSelectors);
    add(2, this::fetch);
    add(2, this::fetchAll);
    add(5, this::list);
    add(3, this::count);
    add(2, this::fetchSelectors);
    add(2, this::listSelectors);
  }

  static String type(Pool pool) {
    return pool.once(2) ? "join_token" : "x509pop";
  }

  private AttestedNode node() {
    Optional<Instant> end = pool.once(10) ? Optional.of(pool.outsideTime()) : pool.perhapsTime();
    return AttestedNode.builder(pool.one(Pool.AGENTS))
        .attestationType(type(pool))
        .certSerialNumber(pool.once(4) ? "" : "s" + pool.below(3))
        .certNotAfter(end)
        .newCertSerialNumber(pool.once(2) ? Optional.empty() : Optional.of("n"))
        .newCertNotAfter(pool.perhapsTime())
        .canReattest(pool.once(2))
        .agentVersion("v" + pool.below(2))
        .selectors(pool.once(3) ? Optional.of(pool.selectors(0, 2)) : Optional.empty())
        .build();
  }

  private Operation create() {
    AttestedNode node = node();
    return write("nodes.create", node, ds -> ds.nodes().create(node));
  }

  private Operation update() {
    AttestedNode node = node();
    Set<NodeField> fields =
        pool.once(4)
            ? EnumSet.noneOf(NodeField.class)
            : EnumSet.copyOf(pool.some(List.of(NodeField.values()), 1, 6));
    return expecting(
        "nodes.update",
        node + ", " + fields,
        ds -> ds.nodes().fetch(node.id()),
        (ds, expectation) -> ds.nodes().update(node, fields, expectation));
  }

  private Operation delete() {
    SpiffeId id = pool.one(Pool.AGENTS);
    return expecting(
        "nodes.delete",
        id,
        ds -> ds.nodes().fetch(id),
        (ds, expectation) -> ds.nodes().delete(id, expectation));
  }

  private Operation prune() {
    Instant time = pool.time();
    PruneScope scope = pool.one(PruneScope.values());
    int atMost = pool.once(7) ? 0 : 1 + pool.below(3);
    return write(
        "nodes.prune",
        time + ", " + scope + ", " + atMost,
        ds -> ds.nodes().prune(time, scope, atMost));
  }

  private Operation setSelectors() {
    SpiffeId id = pool.one(Pool.AGENTS);
    List<Selector> drawn = pool.selectors(pool.once(3) ? 0 : 1, 4);
    List<Selector> selectors =
        pool.once(20) ? List.of(Selector.parse("a:1"), Selector.parse("a:1")) : drawn;
    return write(
        "nodeSelectors.set", id + ", " + selectors, ds -> ds.nodeSelectors().set(id, selectors));
  }

  private Operation fetch() {
    SpiffeId id = pool.one(Pool.AGENTS);
    NodeDetail detail = pool.one(NodeDetail.values());
    return read(
        "nodes.fetch",
        id + ", " + detail,
        (ds, consistency) -> ds.nodes().fetch(id, detail, consistency));
  }

  private Operation fetchAll() {
    List<SpiffeId> ids = pool.some(Pool.AGENTS, 0, 2);
    NodeDetail detail = pool.one(NodeDetail.values());
    return read(
        "nodes.fetchAll",
        ids + ", " + detail,
        (ds, consistency) -> ds.nodes().fetchAll(ids, detail, consistency));
  }

  private Operation list() {
    NodeFilter filter = pool.once(6) ? NodeFilter.all() : filters.nodes();
    NodeDetail detail = pool.one(NodeDetail.values());
    return read(
        "nodes.list",
        filter + ", " + detail,
        (ds, consistency) -> ds.nodes().list(filter, detail, consistency));
  }

  private Operation count() {
    NodeFilter filter = pool.once(6) ? NodeFilter.all() : filters.nodes();
    return read("nodes.count", filter, (ds, consistency) -> ds.nodes().count(filter, consistency));
  }

  private Operation fetchSelectors() {
    SpiffeId id = pool.one(Pool.AGENTS);
    return read(
        "nodeSelectors.fetch", id, (ds, consistency) -> ds.nodeSelectors().fetch(id, consistency));
  }

  private Operation listSelectors() {
    NodeSelectorFilter filter = filters.nodeSelectors();
    return read(
        "nodeSelectors.list",
        filter,
        (ds, consistency) -> ds.nodeSelectors().list(filter, consistency));
  }
}
