package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Nodes;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.Pruned;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.read.Listing;
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.Records;
import dev.holdfast.datastore.cache.internal.read.View;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.state.NodeRow;
import dev.holdfast.datastore.cache.internal.state.NodeTable;
import dev.holdfast.datastore.cache.internal.write.NodeWrites;
import dev.holdfast.datastore.cache.internal.write.Pruning;
import dev.holdfast.datastore.codec.FilterCodec;
import dev.holdfast.store.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;

/** The attested nodes of a {@link CachedDataStore}. */
final class CachedNodes implements Nodes {

  private final Views views;
  private final Pages pages;
  private final Records records;
  private final NodeWrites writes;

  CachedNodes(Views views, Pages pages, Records records, NodeWrites writes) {
    this.views = views;
    this.pages = pages;
    this.records = records;
    this.writes = writes;
  }

  @Override
  public Stored<AttestedNode> create(AttestedNode node) {
    return writes.create(node);
  }

  @Override
  public Read<Optional<Stored<AttestedNode>>> fetch(
      SpiffeId id, NodeDetail detail, ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(find(view, id, detail));
  }

  @Override
  public Read<Map<SpiffeId, Stored<AttestedNode>>> fetchAll(
      Collection<SpiffeId> ids, NodeDetail detail, ReadConsistency consistency) {
    View view = views.view(consistency);
    Map<SpiffeId, Stored<AttestedNode>> found = new LinkedHashMap<>();
    ids.forEach(id -> find(view, id, detail).ifPresent(node -> found.put(id, node)));
    return view.answer(Collections.unmodifiableMap(found));
  }

  private Optional<Stored<AttestedNode>> find(View view, SpiffeId id, NodeDetail detail) {
    NodeRow row = view.state().nodes().rows().named(id);
    return row == null ? Optional.empty() : Optional.of(records.node(row, view.state(), detail));
  }

  @Override
  public Read<List<Stored<AttestedNode>>> list(
      NodeFilter filter, NodeDetail detail, ReadConsistency consistency) {
    Filters.check(filter);
    View view = views.view(consistency);
    return view.answer(listing(filter, detail).all(view));
  }

  @Override
  public Page<Stored<AttestedNode>> list(NodeFilter filter, NodeDetail detail, PageRequest page) {
    Filters.check(filter);
    return pages.page(listing(filter, detail), page);
  }

  private Listing<NodeRow, Stored<AttestedNode>> listing(NodeFilter filter, NodeDetail detail) {
    return new Listing<>(
        () -> Listing.idOf("nodes " + detail, FilterCodec.encode(filter)),
        state -> state.nodes().rows(),
        state -> state.nodes().find(filter),
        (state, row) -> records.node(row, state, detail));
  }

  @Override
  public Read<Long> count(NodeFilter filter, ReadConsistency consistency) {
    Filters.check(filter);
    View view = views.view(consistency);
    return view.answer(view.state().nodes().find(filter).count());
  }

  @Override
  public Stored<AttestedNode> update(
      AttestedNode node, Set<NodeField> fields, Expectation expectation) {
    return writes.update(node, fields, expectation);
  }

  @Override
  public Deleted<AttestedNode> delete(SpiffeId id, Expectation expectation) {
    return writes.delete(id, expectation);
  }

  @Override
  public Pruned prune(Instant expiresBefore, PruneScope scope, int atMost) {
    Pruning.requirePositive(atMost);
    NodeFilter expired = NodeFilter.all().byExpiresBefore(expiresBefore).byBanned(false);
    NodeFilter filter = scope == PruneScope.ALL ? expired : expired.byCanReattest(true);
    View view = views.view(ReadConsistency.current());
    NodeTable nodes = view.state().nodes();
    List<Bytes> candidates = new ArrayList<>();
    for (PrimitiveIterator.OfInt found = nodes.find(filter).ordinals(0);
        found.hasNext() && candidates.size() < atMost; ) {
      candidates.add(nodes.rows().get(found.nextInt()).storedKey());
    }
    return writes.prune(
        candidates,
        view.floor(),
        node ->
            !node.banned()
                && (scope == PruneScope.ALL || node.canReattest())
                && node.certNotAfter().orElse(Instant.EPOCH).isBefore(expiresBefore));
  }
}
