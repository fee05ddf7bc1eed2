package dev.holdfast.datastore.cache.dump;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is in a dump.
 *
 * @param floor the state that its records show
 * @param createdAt when it was made
 * @param storeName what kind of store its records come from, for people
 * @param counts how many records of each kind it holds
 * @param leftOut the keys of what was left out when it was made, since it cannot be read; not noted
 *     in the dump itself
 */
public record DumpSummary(
    Floor floor,
    Instant createdAt,
    String storeName,
    Map<RecordKind, Long> counts,
    List<String> leftOut) {

  /** Copies the collections. */
  public DumpSummary {
    counts = Map.copyOf(counts);
    leftOut = List.copyOf(leftOut);
  }

  /** Returns how many records the dump holds. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
