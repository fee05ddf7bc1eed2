package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Bytes;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The kinds that the cache's state does not hold, and what is held of them instead. */
public final class Bounded {

  private final Map<RecordKind, BoundedRows> kinds;

  /**
   * Makes the collection of them.
   *
   * @param kinds what is held of each kind
   */
  public Bounded(Collection<BoundedRows> kinds) {
    this.kinds = kinds.stream().collect(Collectors.toMap(BoundedRows::kind, Function.identity()));
  }

  /** Returns the kinds. */
  public Set<RecordKind> kinds() {
    return Set.copyOf(kinds.keySet());
  }

  /**
   * Returns what is held of a kind, if it is bounded.
   *
   * @param kind the kind
   */
  public Optional<BoundedRows> rows(RecordKind kind) {
    return Optional.ofNullable(kinds.get(kind));
  }

  void changed(Bytes key, Floor change) {
    Layout.kindOf(key).flatMap(this::rows).ifPresent(rows -> rows.changed(key, change));
  }

  void clear() {
    kinds.values().forEach(BoundedRows::clear);
  }
}
