package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.SpiffeId;
import java.util.ArrayList;
import java.util.List;

/** Draws filters: mostly one or two at a time, so that something passes. */
final class Filters {

  private final Pool pool;

  Filters(Pool pool) {
    this.pool = pool;
  }

  EntryFilter entries() {
    EntryFilter filter = EntryFilter.all();
    for (int i = pool.once(3) ? 2 : 1; i > 0; i--) {
      filter =
          switch (pool.below(8)) {
            case 0 -> filter.byParentId(parent());
            case 1 -> filter.bySpiffeId(pool.one(Pool.WORKLOADS));
            case 2 -> filter.byHint(pool.once(3) ? "" : "h" + pool.below(3));
            case 3 -> filter.byDownstream(pool.once(2));
            case 4, 5 ->
                filter.byFederatesWith(
                    pool.match(), pool.set(Pool.DOMAINS, pool.once(12) ? 0 : 1, 3));
            default -> filter.bySelectors(pool.match(), pool.set(selectors(), 1, 4));
          };
    }
    return pool.once(10) ? filter.bySelectors(Match.EXACT, pool.set(selectors(), 0, 0)) : filter;
  }

  private SpiffeId parent() {
    return pool.one(pool.once(2) ? Pool.AGENTS : List.of(Pool.SERVER, pool.one(Pool.WORKLOADS)));
  }

  private List<dev.holdfast.datastore.Selector> selectors() {
    return new ArrayList<>(pool.selectors(4, 4));
  }

  NodeFilter nodes() {
    NodeFilter filter = NodeFilter.all();
    for (int i = pool.once(3) ? 2 : 1; i > 0; i--) {
      filter =
          switch (pool.below(8)) {
            case 0 -> filter.byAttestationType(pool.once(4) ? "" : NodeOperations.type(pool));
            case 1 -> filter.byBanned(pool.once(2));
            case 2 -> filter.byExpiresBefore(pool.time());
            case 3 -> filter.byValidAt(pool.time());
            case 4 -> filter.byCanReattest(pool.once(2));
            case 5 -> filter.byIds(pool.set(Pool.AGENTS, pool.once(8) ? 0 : 1, 3));
            default -> filter.bySelectors(pool.match(), pool.set(selectors(), 1, 4));
          };
    }
    return pool.once(8) ? filter.bySelectors(Match.ANY, pool.set(selectors(), 0, 0)) : filter;
  }

  NodeSelectorFilter nodeSelectors() {
    return pool.once(2) ? NodeSelectorFilter.all() : NodeSelectorFilter.byValidAt(pool.time());
  }
}
