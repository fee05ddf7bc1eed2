package dev.holdfast.store.memory;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/**
 * The entries of every revision that is kept: each key with its {@link Versions}.
 *
 * <p>A key is found by its hash; their order is looked at for intervals only, and changes only
 * where a key comes or goes. One thread at a time applies and forgets; any may read meanwhile, and
 * finds the entries of a revision whole as long as that is neither forgotten nor still being
 * applied.
 */
final class Entries {

  private final ConcurrentMap<Bytes, Versions> byKey = new ConcurrentHashMap<>();
  private final ConcurrentNavigableMap<Bytes, Versions> inOrder = new ConcurrentSkipListMap<>();

  /** Returns whether no key is kept, not even for an older revision. */
  boolean isEmpty() {
    return byKey.isEmpty() && inOrder.isEmpty();
  }

  /** Returns the entry of a key at a revision, if there was one. */
  Optional<KeyValue> get(Bytes key, long revision) {
    Versions versions = byKey.get(key);
    return versions == null ? Optional.empty() : versions.at(revision);
  }

  /**
   * Gives the entries of an interval at a revision to a visitor, in key order, until it returns
   * false.
   */
  void visit(KeyInterval interval, long revision, Predicate<KeyValue> visitor) {
    if (interval.isOneKey()) {
      var unused = get(interval.from(), revision).filter(visitor); // there is nothing to go on to
      return;
    }
    if (interval.isEmpty()) {
      return;
    }
    for (Versions versions : in(interval).values()) {
      Optional<KeyValue> entry = versions.at(revision);
      if (entry.isPresent() && !visitor.test(entry.get())) {
        return;
      }
    }
  }

  private ConcurrentNavigableMap<Bytes, Versions> in(KeyInterval interval) {
    return interval
        .until()
        .map(until -> inOrder.subMap(interval.from(), true, until, false))
        .orElseGet(() -> inOrder.tailMap(interval.from(), true));
  }

  /** Returns how many keys of an interval there were at a revision, in time linear in the keys. */
  long count(KeyInterval interval, long revision) {
    long[] count = {0};
    visit(interval, revision, entry -> ++count[0] > 0);
    return count[0];
  }

  /** Applies an event of a revision above all others; returns the version that it made. */
  synchronized Versions.Version apply(Event event) {
    Versions known = byKey.get(event.key());
    Versions versions = known == null ? new Versions() : known;
    Versions.Version made =
        versions.add(
            event.revision(),
            event instanceof Event.Put put ? Optional.of(put.entry()) : Optional.empty());
    if (known == null) {
      byKey.put(event.key(), versions);
      inOrder.put(event.key(), versions);
    }
    return made;
  }

  /** Drops a key that was gone at a revision, unless it was touched since. */
  synchronized void removeIfGone(Bytes key, long revision) {
    Versions versions = byKey.get(key);
    if (versions != null && versions.isGoneBy(revision)) {
      byKey.remove(key);
      inOrder.remove(key);
    }
  }
}
