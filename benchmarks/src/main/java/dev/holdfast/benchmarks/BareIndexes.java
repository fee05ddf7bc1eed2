package dev.holdfast.benchmarks;

import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.fleet.Fleet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The peers of the look-ups: maps of the JDK from what is looked for to the ids of the entries.
 * They hold no more than that, and never change.
 */
final class BareIndexes {

  private static final int MOST_SUBSETS_OF = 16;

  private final Map<String, String> byId = new ConcurrentHashMap<>();
  private final Map<SpiffeId, List<String>> byParent = new HashMap<>();
  private final Map<SpiffeId, List<String>> bySpiffeId = new HashMap<>();
  private final Map<Set<Selector>, List<String>> bySelectors = new HashMap<>();
  private final Map<Selector, List<String>> bySelector = new HashMap<>();
  private final TreeMap<TrustDomain, List<String>> byDomain = new TreeMap<>();
  private final List<String> inOrder = new ArrayList<>();

  private BareIndexes() {}

  static BareIndexes of(Fleet fleet) {
    BareIndexes indexes = new BareIndexes();
    for (int number = 0; number < fleet.size().entries(); number++) {
      indexes.add(fleet.entry(number));
    }
    return indexes;
  }

  private void add(RegistrationEntry entry) {
    String id = entry.id();
    inOrder.add(id);
    byId.put(id, id);
    entry.parentId().ifPresent(parent -> add(byParent, parent, id));
    add(bySpiffeId, entry.spiffeId(), id);
    add(bySelectors, Set.copyOf(entry.selectors()), id);
    entry.selectors().forEach(selector -> add(bySelector, selector, id));
    entry.federatesWith().forEach(domain -> add(byDomain, domain, id));
  }

  private static <K> void add(Map<K, List<String>> index, K key, String id) {
    index.computeIfAbsent(key, absent -> new ArrayList<>(1)).add(id);
  }

  private static <K> List<String> get(Map<K, List<String>> index, K key) {
    return Objects.requireNonNull(index.get(key));
  }

  String byId(String id) {
    return Objects.requireNonNull(byId.get(id));
  }

  List<String> byParent(SpiffeId parent) {
    return get(byParent, parent);
  }

  List<String> bySpiffeId(SpiffeId id) {
    return get(bySpiffeId, id);
  }

  List<String> bySelectors(Set<Selector> set) {
    return get(bySelectors, set);
  }

  /** Looks every subset of a set up. */
  List<String> bySubsets(Set<Selector> set) {
    List<Selector> members = List.copyOf(set);
    if (members.size() > MOST_SUBSETS_OF) {
      throw new IllegalArgumentException("a set of " + members.size() + " has too many subsets");
    }
    List<String> all = new ArrayList<>();
    for (int subset = 1; subset < 1 << members.size(); subset++) {
      List<Selector> some = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        if ((subset >> i & 1) == 1) {
          some.add(members.get(i));
        }
      }
      all.addAll(bySelectors.getOrDefault(Set.copyOf(some), List.of()));
    }
    return all;
  }

  /** Joins what each selector of a set has. */
  List<String> byEach(Set<Selector> set) {
    if (set.size() == 1) {
      return get(bySelector, set.iterator().next());
    }
    List<String> all = new ArrayList<>();
    set.forEach(selector -> all.addAll(get(bySelector, selector)));
    return all;
  }

  Map<TrustDomain, List<String>> byDomain() {
    return byDomain;
  }

  List<String> page(int turn, int size) {
    int pages = inOrder.size() / size;
    int from = turn % pages * size;
    return new ArrayList<>(inOrder.subList(from, from + size));
  }
}
