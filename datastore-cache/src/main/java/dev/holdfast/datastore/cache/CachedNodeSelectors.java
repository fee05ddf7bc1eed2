package dev.holdfast.datastore.cache;

import com.google.protobuf.Timestamp;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.NodeSelectors;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.read.Listing;
import dev.holdfast.datastore.cache.internal.read.Pages;
import dev.holdfast.datastore.cache.internal.read.View;
import dev.holdfast.datastore.cache.internal.read.Views;
import dev.holdfast.datastore.cache.internal.state.NodeSelectorsRow;
import dev.holdfast.datastore.cache.internal.write.NodeWrites;
import dev.holdfast.datastore.codec.Times;
import java.util.List;
import java.util.Optional;

/** The selectors of nodes of a {@link CachedDataStore}. */
final class CachedNodeSelectors implements NodeSelectors {

  private final Views views;
  private final Pages pages;
  private final NodeWrites writes;

  CachedNodeSelectors(Views views, Pages pages, NodeWrites writes) {
    this.views = views;
    this.pages = pages;
    this.writes = writes;
  }

  @Override
  public Floor set(SpiffeId nodeId, List<Selector> selectors) {
    return writes.setSelectors(nodeId, selectors);
  }

  @Override
  public Read<Optional<Stored<NodeSelectorSet>>> fetch(
      SpiffeId nodeId, ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(
        Optional.ofNullable(view.state().nodes().selectorRows().named(nodeId))
            .map(NodeSelectorsRow::stored));
  }

  @Override
  public Read<List<Stored<NodeSelectorSet>>> list(
      NodeSelectorFilter filter, ReadConsistency consistency) {
    View view = views.view(consistency);
    return view.answer(listing(filter).all(view));
  }

  @Override
  public Page<Stored<NodeSelectorSet>> list(NodeSelectorFilter filter, PageRequest page) {
    return pages.page(listing(filter), page);
  }

  private Listing<NodeSelectorsRow, Stored<NodeSelectorSet>> listing(NodeSelectorFilter filter) {
    Timestamp validAt = filter.validAt().map(Times::encode).orElse(Timestamp.getDefaultInstance());
    return new Listing<>(
        () -> Listing.idOf("node selectors " + filter.validAt().isPresent(), validAt),
        state -> state.nodes().selectorRows(),
        state -> state.nodes().find(filter),
        (state, row) -> row.stored());
  }
}
