package dev.holdfast.conformance.history;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A state with changes laid over it that are not committed yet. Not thread-safe. */
final class View {

  private final NavigableMap<Bytes, KeyValue> state;
  private final NavigableMap<Bytes, Change> changes = new TreeMap<>();

  /**
   * What was done to a key.
   *
   * @param value what it holds now, if anything
   * @param reborn whether it was absent at some time before it was put last
   */
  private record Change(Optional<Bytes> value, boolean reborn) {}

  View(NavigableMap<Bytes, KeyValue> state) {
    this.state = state;
  }

  void apply(List<Mutation> mutations) {
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.Put put) {
        put(put.key(), put.value());
      } else {
        delete(((Mutation.Delete) mutation).range());
      }
    }
  }

  void put(Bytes key, Bytes value) {
    boolean absent = in(KeyInterval.of(key)).isEmpty();
    Change before = changes.get(key);
    changes.put(key, new Change(Optional.of(value), absent || (before != null && before.reborn())));
  }

  /** Deletes what is there of a range, and returns how many keys that were. */
  long delete(KeyRange range) {
    List<Bytes> present = List.copyOf(in(range.interval()).keySet());
    present.forEach(key -> changes.put(key, new Change(Optional.empty(), true)));
    return present.size();
  }

  /** Returns what is seen of an interval; entries that are not committed have mod revision 0. */
  NavigableMap<Bytes, KeyValue> in(KeyInterval interval) {
    NavigableMap<Bytes, Change> changed = part(changes, interval);
    NavigableMap<Bytes, KeyValue> committed = part(state, interval);
    if (changed.isEmpty()) {
      return committed;
    }
    NavigableMap<Bytes, KeyValue> merged = new TreeMap<>(committed);
    changed.forEach(
        (key, change) -> {
          if (change.value().isEmpty()) {
            merged.remove(key);
          } else {
            merged.put(key, entry(key, change, 0));
          }
        });
    return merged;
  }

  /** Returns what committing the changes at a revision does, in key order. */
  List<Event> events(long revision) {
    List<Event> events = new ArrayList<>();
    changes.forEach(
        (key, change) -> {
          Optional<KeyValue> before = Optional.ofNullable(state.get(key));
          if (change.value().isPresent()) {
            events.add(new Event.Put(entry(key, change, revision), before));
          } else if (before.isPresent()) {
            events.add(new Event.Delete(key, revision, before));
          }
        });
    return events;
  }

  private KeyValue entry(Bytes key, Change change, long revision) {
    KeyValue before = state.get(key);
    Bytes value = change.value().orElseThrow();
    return before == null || change.reborn()
        ? new KeyValue(key, value, revision, revision, 1)
        : new KeyValue(key, value, before.createRevision(), revision, before.version() + 1);
  }

  static <T> NavigableMap<Bytes, T> part(NavigableMap<Bytes, T> map, KeyInterval interval) {
    if (interval.isEmpty()) {
      return Collections.emptyNavigableMap();
    }
    NavigableMap<Bytes, T> tail = map.tailMap(interval.from(), true);
    return interval.until().map(until -> tail.headMap(until, false)).orElse(tail);
  }
}
