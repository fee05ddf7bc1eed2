package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The writes of a transaction that is not committed yet, key by key. Not thread-safe. */
final class WriteBuffer {

  private final NavigableMap<Bytes, Write> writes = new TreeMap<>();

  /**
   * What the transaction did to a key last.
   *
   * @param value what it put, or nothing where it deleted
   * @param deletedBefore whether it deleted the key before putting it: the key's life starts again
   */
  private record Write(Optional<Bytes> value, boolean deletedBefore) {}

  void put(Bytes key, Bytes value) {
    Write last = writes.get(key);
    boolean deletedBefore = last != null && (last.deletedBefore() || last.value().isEmpty());
    writes.put(key, new Write(Optional.of(value), deletedBefore));
  }

  void delete(Bytes key) {
    writes.put(key, new Write(Optional.empty(), true));
  }

  boolean isEmpty() {
    return writes.isEmpty();
  }

  /** Returns the keys written in an interval, in order. */
  List<Bytes> keysIn(KeyInterval interval) {
    return List.copyOf(in(interval).keySet());
  }

  /** Returns whether a key was written last by a put; only for keys that were written. */
  boolean isPut(Bytes key) {
    Write write = writes.get(key);
    return write != null && write.value().isPresent();
  }

  /** Returns what the transaction sees of an interval whose entries at the snapshot are given. */
  List<KeyValue> overlay(KeyInterval interval, List<KeyValue> snapshot) {
    NavigableMap<Bytes, Write> own = in(interval);
    if (own.isEmpty()) {
      return snapshot;
    }
    NavigableMap<Bytes, KeyValue> merged = new TreeMap<>();
    snapshot.forEach(entry -> merged.put(entry.key(), entry));
    own.forEach(
        (key, write) -> {
          if (write.value().isEmpty()) {
            merged.remove(key);
          } else {
            merged.put(key, uncommitted(key, write, Optional.ofNullable(merged.get(key))));
          }
        });
    return new ArrayList<>(merged.values());
  }

  /** Returns the net effect, in key order; a delete stands before the put that follows it. */
  List<Mutation> mutations() {
    List<Mutation> mutations = new ArrayList<>(writes.size());
    writes.forEach(
        (key, write) -> {
          if (write.deletedBefore()) {
            mutations.add(Mutation.delete(KeyRange.key(key)));
          }
          write.value().ifPresent(value -> mutations.add(Mutation.put(key, value)));
        });
    return mutations;
  }

  private static KeyValue uncommitted(Bytes key, Write write, Optional<KeyValue> before) {
    Bytes value = write.value().orElseThrow();
    return before.isEmpty() || write.deletedBefore()
        ? new KeyValue(key, value, 0, 0, 1)
        : new KeyValue(key, value, before.get().createRevision(), 0, before.get().version() + 1);
  }

  private NavigableMap<Bytes, Write> in(KeyInterval interval) {
    if (interval.isEmpty()) {
      return new TreeMap<>();
    }
    NavigableMap<Bytes, Write> tail = writes.tailMap(interval.from(), true);
    return interval.until().map(until -> tail.headMap(until, false)).orElse(tail);
  }
}
