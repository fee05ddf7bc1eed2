package dev.holdfast.datastore.cache.model;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of operations. Thread-safe. */
final class Reach {

  /** Every operation, with every outcome that it has. */
  private static final String ALL =
      """
      bundles.append DONE INVALID
      bundles.count NONE SOME
      bundles.create ALREADY_EXISTS DONE INVALID
      bundles.delete BUNDLE_IN_USE DONE NOT_FOUND REVISION_MOVED
      bundles.fetch NONE SOME
      bundles.list NONE SOME
      bundles.page LAST MORE NONE
      bundles.prune INTERNAL LAST_AUTHORITY NONE SOME
      bundles.revoke DONE INTERNAL INVALID NOT_FOUND
      bundles.set DONE INVALID
      bundles.taint DONE INTERNAL INVALID NOT_FOUND
      bundles.update DONE INVALID NOT_FOUND REVISION_MOVED
      caJournals.create ALREADY_EXISTS DONE INVALID
      caJournals.fetch NONE SOME
      caJournals.fetchByActive NONE SOME
      caJournals.list NONE SOME
      caJournals.page LAST MORE NONE
      caJournals.prune INVALID NONE SOME
      caJournals.update DONE INVALID NOT_FOUND REVISION_MOVED
      entries.authorized NONE SOME
      entries.authorizedOne NONE SOME
      entries.authorizedSince ALL DIFFERENCE
      entries.count INVALID NONE SOME
      entries.create ALREADY_EXISTS BUNDLE_MISSING CREATED EXISTED INVALID
      entries.createAll ALREADY_EXISTS BUNDLE_MISSING INVALID SOME
      entries.createEach FAILED SOME
      entries.delete DONE NOT_FOUND REVISION_MOVED
      entries.deleteEach FAILED SOME
      entries.fetch NONE SOME
      entries.fetchAll NONE SOME
      entries.list INVALID NONE SOME
      entries.page INVALID LAST MORE NONE
      entries.prune INVALID NONE SOME
      entries.update ALREADY_EXISTS BUNDLE_MISSING DONE INVALID NOT_FOUND REVISION_MOVED
      entries.updateEach FAILED SOME
      federationRelationships.create ALREADY_EXISTS DONE INVALID
      federationRelationships.delete DONE NOT_FOUND REVISION_MOVED
      federationRelationships.fetch NONE SOME
      federationRelationships.list NONE SOME
      federationRelationships.page LAST MORE NONE
      federationRelationships.update DONE INVALID NOT_FOUND REVISION_MOVED
      joinTokens.create ALREADY_EXISTS DONE INVALID
      joinTokens.delete DONE NOT_FOUND
      joinTokens.fetch NONE SOME
      joinTokens.list NONE SOME
      joinTokens.page LAST MORE NONE
      joinTokens.prune INVALID NONE SOME
      nodeSelectors.fetch NONE SOME
      nodeSelectors.list NONE SOME
      nodeSelectors.page LAST MORE NONE
      nodeSelectors.set DONE INVALID
      nodes.count INVALID NONE SOME
      nodes.create ALREADY_EXISTS DONE INVALID
      nodes.delete DONE NOT_FOUND REVISION_MOVED
      nodes.fetch NONE SOME
      nodes.fetchAll NONE SOME
      nodes.list INVALID NONE SOME
      nodes.page INVALID LAST MORE NONE
      nodes.prune INVALID NONE SOME
      nodes.update DONE INVALID NOT_FOUND REVISION_MOVED
      pages.badToken BAD_PAGE_TOKEN
      pages.next LAST MORE SNAPSHOT_MOVED
      status SOME
      time DONE
      watch DONE
      watch.next NONE SLOW_CONSUMER SOME
      """;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  static Set<String> all() {
    Set<String> all = new TreeSet<>();
    ALL.lines()
        .map(line -> line.split(" "))
        .forEach(
            words -> Arrays.stream(words).skip(1).forEach(word -> all.add(words[0] + " " + word)));
    return all;
  }

  void note(Operation operation, Object answer) {
    String outcome = Answer.outcome(answer);
    if (!outcome.equals(Answer.NOTHING)) {
      // What was left of a listing may be gone when it goes on at another state.
      boolean lastPage = operation.listing().isPresent() && outcome.equals("NONE");
      String what = operation.name() + " " + (lastPage ? "LAST" : outcome);
      counts.computeIfAbsent(what, it -> new LongAdder()).increment();
    }
  }

  Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((what, count) -> all.put(what, count.sum()));
    return all;
  }

  /** Returns how many answers of lists there were, with one of some outcomes. */
  long lists(String... outcomes) {
    return counts().entrySet().stream()
        .filter(
            it -> it.getKey().matches("\\w+\\.(list|page) (" + String.join("|", outcomes) + ")"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
