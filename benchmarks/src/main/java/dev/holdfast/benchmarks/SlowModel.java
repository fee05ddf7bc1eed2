package dev.holdfast.benchmarks;

import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.fleet.Fleet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A fleet with the changes that were made to it, gone through from its first entry to its last
 * whenever it is asked: what every answer must be, found without any index or memory of answers.
 */
final class SlowModel {

  private final Fleet fleet;
  private final Map<Integer, RegistrationEntry> changed;

  /**
   * Makes a model.
   *
   * @param fleet the fleet as it was at first
   * @param changed the entries that have changed since, by number
   */
  SlowModel(Fleet fleet, Map<Integer, RegistrationEntry> changed) {
    this.fleet = fleet;
    this.changed = Map.copyOf(changed);
  }

  private RegistrationEntry entry(int number) {
    RegistrationEntry now = changed.get(number);
    return now == null ? fleet.entry(number) : now;
  }

  /** Returns the entries that pass each of some tests, in the order of their creation. */
  List<List<RegistrationEntry>> find(List<Predicate<RegistrationEntry>> tests) {
    List<List<RegistrationEntry>> found = new ArrayList<>();
    tests.forEach(test -> found.add(new ArrayList<>()));
    for (int number = 0; number < fleet.size().entries(); number++) {
      RegistrationEntry entry = entry(number);
      for (int i = 0; i < tests.size(); i++) {
        if (tests.get(i).test(entry)) {
          found.get(i).add(entry);
        }
      }
    }
    return found;
  }

  /** Returns a digest of all entries, in the order of their creation. */
  long digest() {
    long digest = 0;
    for (int number = 0; number < fleet.size().entries(); number++) {
      digest = digest(digest, entry(number));
    }
    return digest;
  }

  /** Returns the digest of some entries and one more. */
  static long digest(long before, RegistrationEntry entry) {
    return before * 1_000_003 + entry.hashCode();
  }

  /** Returns the entries that the agents of some nodes may hand out. */
  List<List<RegistrationEntry>> authorized(List<Integer> nodes) {
    Map<SpiffeId, List<Integer>> children = new HashMap<>();
    for (int number = 0; number < fleet.size().entries(); number++) {
      int child = number;
      entry(number)
          .parentId()
          .ifPresent(id -> children.computeIfAbsent(id, absent -> new ArrayList<>()).add(child));
    }
    return nodes.stream().map(node -> authorized(node, children)).toList();
  }

  private List<RegistrationEntry> authorized(int node, Map<SpiffeId, List<Integer>> children) {
    SpiffeId agent = fleet.node(node).id();
    Set<Selector> selectors = Set.copyOf(fleet.selectors(node).selectors());
    Deque<SpiffeId> left = new ArrayDeque<>(List.of(agent));
    SpiffeId server = new SpiffeId(agent.trustDomain(), "/spire/server");
    for (int alias : children.getOrDefault(server, List.of())) {
      if (selectors.containsAll(entry(alias).selectors())) {
        left.add(entry(alias).spiffeId());
      }
    }
    Set<SpiffeId> seen = new HashSet<>();
    TreeSet<Integer> found = new TreeSet<>();
    while (!left.isEmpty()) {
      SpiffeId parent = left.remove();
      if (seen.add(parent)) {
        for (int child : children.getOrDefault(parent, List.of())) {
          found.add(child);
          left.add(entry(child).spiffeId());
        }
      }
    }
    return found.stream().map(this::entry).toList();
  }
}
