package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.EntryTable;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.store.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The cache's state, which may lag behind: a write that rests on it checks it in its commit. */
final class CachedSource implements Source {

  private final State state;

  CachedSource(State state) {
    this.state = state;
  }

  @Override
  public Map<Bytes, Current> records(Collection<Bytes> keys) {
    Map<Bytes, Current> found = new HashMap<>();
    for (Bytes key : keys) {
      Optional<RecordKind> kind = Layout.kindOf(key);
      if (kind.isPresent() && !state.holds(kind.get())) {
        throw new StaleReadException("the cache does not hold every " + kind.get());
      }
      kind.flatMap(it -> state.find(it, key)).ifPresent(row -> found.put(key, current(key, row)));
    }
    return found;
  }

  private static Current current(Bytes key, Row row) {
    return new Current(key, row.value(), row.createRevision(), row.modRevision());
  }

  /** No check of a commit notices an alias that the cache does not know yet: ask the store. */
  @Override
  public List<Current> aliases(SpiffeId nodeId) {
    throw new StaleReadException("the cache may not know all aliases of " + nodeId);
  }

  /** Returns the aliases of a node in a state. */
  static List<Current> aliases(State state, SpiffeId nodeId) {
    EntryTable table = state.entries();
    EntryFilter filter =
        EntryFilter.all()
            .byParentId(nodeId)
            .bySelectors(Match.EXACT, Set.of(new Selector("spiffe_id", nodeId.toString())));
    List<Current> found = new ArrayList<>();
    for (var ordinals = table.find(filter).ordinals(0); ordinals.hasNext(); ) {
      Row row = table.rows().get(ordinals.nextInt());
      found.add(current(EntryWrites.key(row.name()), row));
    }
    return found;
  }

  @Override
  public List<Optional<String>> similar(List<RegistrationEntry> entries) {
    return entries.stream().map(this::similar).toList();
  }

  private Optional<String> similar(RegistrationEntry entry) {
    EntryTable table = state.entries();
    OptionalInt ordinal = table.findSimilar(entry);
    return ordinal.isPresent()
        ? Optional.of(table.rows().get(ordinal.getAsInt()).name())
        : Optional.empty();
  }
}
