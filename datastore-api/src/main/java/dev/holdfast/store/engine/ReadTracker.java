package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a read-write transaction has read so far. Not thread-safe. */
final class ReadTracker {

  private final long limit;
  private final Set<Bytes> keys = new HashSet<>();
  private final List<KeyInterval> intervals = new ArrayList<>();
  private long reads;

  ReadTracker(long limit) {
    this.limit = limit;
  }

  /** Notes that a key was read by itself, whether it is there or not. */
  void key(Bytes key) {
    count(1);
    keys.add(key);
  }

  /** Notes that an interval was read, and how many keys the answer held. */
  void interval(KeyInterval interval, long keysReturned) {
    count(1 + keysReturned);
    intervals.add(interval);
  }

  private void count(long more) {
    if (reads + more > limit) {
      throw Refusals.tooLarge(
          ErrorReason.TXN_TOO_LARGE,
          "the transaction's number of keys and ranges read",
          reads + more,
          limit);
    }
    reads += more;
  }

  boolean isEmpty() {
    return keys.isEmpty() && intervals.isEmpty();
  }

  ReadSet at(Header snapshot) {
    return new ReadSet(snapshot, Set.copyOf(keys), List.copyOf(intervals));
  }
}
