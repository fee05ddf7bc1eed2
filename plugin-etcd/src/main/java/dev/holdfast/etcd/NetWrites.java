package dev.holdfast.etcd;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The net effect of mutations, key by key; of a delete of a prefix, on the keys that it was found
 * to hold. Not thread-safe.
 */
final class NetWrites {

  private final NavigableMap<Bytes, Write> byKey = new TreeMap<>();

  /**
   * What becomes of a key.
   *
   * @param value what is put last, or nothing where the key is deleted last
   * @param fresh whether a delete comes before the put, so that the key's life begins anew
   */
  record Write(Optional<Bytes> value, boolean fresh) {}

  private NetWrites() {}

  /**
   * Returns the net effect of mutations.
   *
   * @param mutations the mutations, in order
   * @param found the keys that the prefixes to delete hold
   */
  static NavigableMap<Bytes, Write> of(
      List<Mutation> mutations, Map<KeyRange.Prefix, List<Bytes>> found) {
    NetWrites net = new NetWrites();
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.Put put) {
        net.put(put.key(), put.value());
      } else if (((Mutation.Delete) mutation).range() instanceof KeyRange.Prefix prefix) {
        found.getOrDefault(prefix, List.of()).forEach(net::delete);
        net.byKey.keySet().stream().filter(prefix::contains).toList().forEach(net::delete);
      } else {
        net.delete(((Mutation.Delete) mutation).range().interval().from());
      }
    }
    return net.byKey;
  }

  private void put(Bytes key, Bytes value) {
    Write before = byKey.get(key);
    byKey.put(key, new Write(Optional.of(value), before != null && before.fresh()));
  }

  private void delete(Bytes key) {
    byKey.put(key, new Write(Optional.empty(), true));
  }

  /** Returns the prefixes that mutations delete. */
  static Set<KeyRange.Prefix> prefixes(List<Mutation> mutations) {
    Set<KeyRange.Prefix> prefixes = new HashSet<>();
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.Delete delete
          && delete.range() instanceof KeyRange.Prefix prefix) {
        prefixes.add(prefix);
      }
    }
    return prefixes;
  }

  /** Returns the keys that are put after a delete that may have found them. */
  static Set<Bytes> putAfterDelete(List<Mutation> mutations) {
    Set<Bytes> deleted = new HashSet<>();
    Set<KeyRange.Prefix> prefixes = new HashSet<>();
    Set<Bytes> put = new HashSet<>();
    for (Mutation mutation : mutations) {
      if (mutation instanceof Mutation.Put one) {
        if (deleted.contains(one.key())
            || prefixes.stream().anyMatch(prefix -> prefix.contains(one.key()))) {
          put.add(one.key());
        }
      } else if (((Mutation.Delete) mutation).range() instanceof KeyRange.Prefix prefix) {
        prefixes.add(prefix);
      } else {
        deleted.add(((Mutation.Delete) mutation).range().interval().from());
      }
    }
    return put;
  }
}
