package dev.holdfast.datastore.cache.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of operations. Thread-safe. */
final class Reach {

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void note(String operation, String outcome) {
    counts.computeIfAbsent(operation + " " + outcome, it -> new LongAdder()).increment();
  }

  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((what, count) -> all.put(what, count.sum()));
    all.keySet().removeIf(what -> what.endsWith(" " + Answer.NOTHING));
    return all;
  }

  long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }
}
