package dev.holdfast.sql;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.engine.ChangeLog.Commit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The keys that the latest revisions touched, by which most conflicts are found without asking the
 * database. For the writer's thread only.
 *
 * <p>They are put in order when somebody asks: those who only put never do.
 */
final class TouchedKeys {

  private static final int CAPACITY = 50_000;

  private final NavigableMap<Bytes, Long> lastTouched = new TreeMap<>();
  private final Deque<Touch> ordered = new ArrayDeque<>();
  private final Deque<Touch> unordered = new ArrayDeque<>();
  private long after;
  private long through;

  private record Touch(long revision, Bytes key) {}

  TouchedKeys(long revision) {
    restart(revision);
  }

  /** Forgets everything, and knows the revisions after one from now on. */
  void restart(long revision) {
    lastTouched.clear();
    ordered.clear();
    unordered.clear();
    after = revision;
    through = revision;
  }

  /** Returns the revision up to which the keys are known. */
  long through() {
    return through;
  }

  /** Returns whether every touch after a revision is known. */
  boolean covers(long revision) {
    return revision >= after;
  }

  /** Adds the keys of a commit; commits come in order. */
  void add(Commit commit) {
    commit.events().forEach(event -> add(commit.revision(), event.key()));
  }

  private void add(long revision, Bytes key) {
    unordered.add(new Touch(revision, key));
    through = revision;
    while (ordered.size() + unordered.size() > CAPACITY) {
      forgetOldest();
    }
  }

  private void forgetOldest() {
    if (ordered.isEmpty()) {
      after = unordered.remove().revision();
    } else {
      Touch oldest = ordered.remove();
      after = oldest.revision();
      lastTouched.remove(oldest.key(), oldest.revision());
    }
  }

  private void order() {
    for (Touch touch : unordered) {
      lastTouched.put(touch.key(), touch.revision());
    }
    ordered.addAll(unordered);
    unordered.clear();
  }

  /** Returns whether a key of an interval was touched after a revision that is covered. */
  boolean touchedSince(KeyInterval interval, long revision) {
    if (interval.isEmpty()) {
      return false;
    }
    order();
    NavigableMap<Bytes, Long> tail = lastTouched.tailMap(interval.from(), true);
    NavigableMap<Bytes, Long> inside =
        interval.until().map(until -> tail.headMap(until, false)).orElse(tail);
    return inside.values().stream().anyMatch(last -> last > revision);
  }
}
