package dev.holdfast.datastore.cache.internal.state;

import static dev.holdfast.datastore.cache.internal.state.StoredValues.oneOf;
import static dev.holdfast.datastore.cache.internal.state.StoredValues.someOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.StoredValues.At;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plain list of entries, and a table that must answer alike. */
class EntryTableTest {

  private static final List<Match> MATCHES = List.of(Match.values());

  private final Map<String, RegistrationEntry> entries = new TreeMap<>();
  private final Map<String, At> written = new TreeMap<>();
  private final List<SpiffeId> ids = new ArrayList<>();
  private final List<Selector> selectors = new ArrayList<>();
  private final List<TrustDomain> domains = new ArrayList<>();
  private State state = State.empty(new Floor("history", 0));
  private long revision;
  private Random random = new Random(0);

  EntryTableTest() {
    for (int i = 0; i < 6; i++) {
      ids.add(SpiffeId.parse("spiffe://example.org/" + i));
      selectors.add(new Selector(i < 3 ? "unix" : "k8s", "s" + i));
      domains.add(new TrustDomain("d" + i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void find_likeAPlainList(int seed) {
    random = new Random(seed);
    // Few ordinals force the renumbering that otherwise comes after a billion creations.
    int mostOrdinals = seed % 2 == 0 ? 300 : StateEditor.MOST_ORDINALS;
    State early = state;
    List<String> earlyNames = List.of();
    for (int step = 0; step < 300; step++) {
      change(new StateEditor(state, mostOrdinals));
      if (step == 150) {
        early = state;
        earlyNames = expected(entry -> true);
      }
      if (step % 10 == 0) {
        assertSame();
      }
    }
    assertThat(found(early, EntryFilter.all())).isEqualTo(earlyNames);

    StateEditor editor = new StateEditor(state);
    entries.keySet().forEach(id -> editor.delete(key(id)));
    state = editor.build(new Floor("history", ++revision));
    assertThat(state.entries().rows().size()).isZero();
    assertThat(state.entries().shared()).isZero();
  }

  /** Makes one to three commits of one to four changes. */
  private void change(StateEditor editor) {
    for (int commits = 1 + random.nextInt(3); commits > 0; commits--) {
      revision++;
      for (int position = 0; position < 1 + random.nextInt(4); position++) {
        String id = "e" + random.nextInt(60);
        if (random.nextInt(3) == 0) {
          entries.remove(id);
          written.remove(id);
          editor.delete(key(id));
        } else {
          boolean anew = !written.containsKey(id) || random.nextInt(10) == 0;
          At before = anew ? new At(revision, position, revision) : written.get(id);
          At at = new At(before.create(), before.position(), revision);
          entries.put(id, randomEntry(id));
          written.put(id, at);
          editor.put(StoredValues.stored(entries.get(id), at));
        }
      }
    }
    State before = state;
    state = editor.build(new Floor("history", revision));
    assertStamped(before);
  }

  /** What has changed below an id shows by its stamps. */
  private void assertStamped(State before) {
    for (SpiffeId parent : ids) {
      if (!children(before, parent).equals(children(state, parent))) {
        assertThat(state.entries().childrenChanged(EntryTable.placeOf(parent))).isEqualTo(revision);
      }
      if (!descendants(before, parent).equals(descendants(state, parent))) {
        assertThat(state.entries().descendantsChanged(EntryTable.placeOf(parent)))
            .isEqualTo(revision);
      }
      assertThat(state.entries().descendantsChanged(EntryTable.placeOf(parent)))
          .isGreaterThanOrEqualTo(state.entries().childrenChanged(EntryTable.placeOf(parent)));
    }
  }

  /** Returns the names of the entries with a parent, each with its last write. */
  private static Map<String, Long> children(State state, SpiffeId parent) {
    Map<String, Long> children = new TreeMap<>();
    Rows<EntryRow> rows = state.entries().rows();
    for (PrimitiveIterator.OfInt all = state.entries().children(parent); all.hasNext(); ) {
      EntryRow row = rows.get(all.nextInt());
      children.put(row.name(), row.modRevision());
    }
    return children;
  }

  private static Map<String, Long> descendants(State state, SpiffeId ancestor) {
    Map<String, Long> descendants = new TreeMap<>();
    Set<SpiffeId> seen = new HashSet<>();
    Deque<SpiffeId> left = new ArrayDeque<>(List.of(ancestor));
    while (!left.isEmpty()) {
      SpiffeId parent = left.remove();
      if (seen.add(parent)) {
        Rows<EntryRow> rows = state.entries().rows();
        for (PrimitiveIterator.OfInt all = state.entries().children(parent); all.hasNext(); ) {
          EntryRow row = rows.get(all.nextInt());
          descendants.put(row.name(), row.modRevision());
          left.add(row.spiffeId());
        }
      }
    }
    return descendants;
  }

  @Test
  void stamps_ofOthersStay() {
    StateEditor load = new StateEditor(state);
    for (int i = 0; i < 200; i++) {
      load.put(StoredValues.stored(childOf(i, "e" + i), new At(1, i, 1)));
    }
    state = load.build(new Floor("history", 1));
    StateEditor editor = new StateEditor(state);
    editor.put(StoredValues.stored(childOf(7, "another"), new At(2, 0, 2)));
    state = editor.build(new Floor("history", 2));

    long stamped =
        IntStream.range(0, 200)
            .filter(i -> state.entries().descendantsChanged(EntryTable.placeOf(parent(i))) == 2)
            .count();
    assertThat(state.entries().childrenChanged(EntryTable.placeOf(parent(7)))).isEqualTo(2);
    assertThat(stamped).as("the one, and what shares its place").isBetween(1L, 20L);
  }

  @Test
  void stamps_manyChangesAtOnce_meetAll() {
    StateEditor load = new StateEditor(state);
    for (int i = 0; i < 2_000; i++) {
      load.put(StoredValues.stored(childOf(i, "e" + i), new At(5, i, 5)));
    }
    state = load.build(new Floor("history", 5));
    SpiffeId nobody = SpiffeId.parse("spiffe://example.org/nobody");

    assertThat(state.entries().childrenChanged(EntryTable.placeOf(nobody))).isEqualTo(5);
    assertThat(state.entries().descendantsChanged(EntryTable.placeOf(nobody))).isEqualTo(5);
  }

  private static SpiffeId parent(int number) {
    return SpiffeId.parse("spiffe://example.org/parent/" + number);
  }

  private static RegistrationEntry childOf(int parent, String id) {
    return RegistrationEntry.builder()
        .id(id)
        .parentId(parent(parent))
        .spiffeId(SpiffeId.parse("spiffe://example.org/child"))
        .selectors(Selector.parse("unix:uid:1"))
        .build();
  }

  private RegistrationEntry randomEntry(String id) {
    return RegistrationEntry.builder()
        .id(id)
        .parentId(random.nextInt(4) == 0 ? Optional.empty() : Optional.of(oneOf(ids, random)))
        .spiffeId(oneOf(ids, random))
        .selectors(List.copyOf(someOf(selectors, 4, random)))
        .federatesWith(someOf(domains, 3, random))
        .hint(random.nextBoolean() ? "" : "hint" + random.nextInt(3))
        .downstream(random.nextInt(3) == 0)
        .build();
  }

  private void assertSame() {
    assertFound(EntryFilter.all(), entry -> true);
    for (int i = 0; i < 60; i++) {
      assertRandomFilter();
    }
    for (RegistrationEntry entry : entries.values()) {
      if (!entry.selectors().isEmpty()) {
        int similar = state.entries().findSimilar(entry).orElseThrow();
        RegistrationEntry other = entries.get(state.entries().rows().get(similar).name());
        assertThat(Layout.similarityKey(other)).isEqualTo(Layout.similarityKey(entry));
      }
    }
    var all = entries.values();
    long shared =
        all.stream().map(RegistrationEntry::parentId).distinct().count()
            + all.stream().flatMap(entry -> entry.selectors().stream()).distinct().count()
            + all.stream().flatMap(entry -> entry.federatesWith().stream()).distinct().count()
            + all.stream().map(RegistrationEntry::spiffeId).distinct().count()
            + all.stream()
                .map(RegistrationEntry::hint)
                .filter(it -> !it.isEmpty())
                .distinct()
                .count()
            + sets(RegistrationEntry::selectors)
            + sets(RegistrationEntry::federatesWith);
    assertThat(state.entries().shared()).isEqualTo((int) shared);
  }

  private long sets(Function<RegistrationEntry, Collection<?>> set) {
    return entries.values().stream()
        .map(set)
        .filter(members -> !members.isEmpty())
        .map(Set::copyOf)
        .distinct()
        .count();
  }

  private void assertRandomFilter() {
    EntryFilter filter = EntryFilter.all();
    Predicate<RegistrationEntry> test = entry -> true;
    if (random.nextInt(3) == 0) {
      SpiffeId parent = oneOf(ids, random);
      filter = filter.byParentId(parent);
      test = test.and(entry -> entry.parentId().equals(Optional.of(parent)));
    }
    if (random.nextInt(3) == 0) {
      SpiffeId id = oneOf(ids, random);
      filter = filter.bySpiffeId(id);
      test = test.and(entry -> entry.spiffeId().equals(id));
    }
    Set<Selector> set = someOf(selectors, 4, random);
    if (random.nextBoolean() && !set.isEmpty()) {
      if (random.nextInt(5) == 0) {
        set.add(Selector.parse("no:where"));
      }
      Match match = oneOf(MATCHES, random);
      filter = filter.bySelectors(match, set);
      test = test.and(entry -> new SetMatch<>(set, match).matches(Set.copyOf(entry.selectors())));
    }
    if (random.nextInt(3) == 0) {
      Set<TrustDomain> federation = someOf(domains, 3, random);
      Match match = oneOf(MATCHES, random);
      filter = filter.byFederatesWith(match, federation);
      test =
          test.and(
              entry ->
                  federation.isEmpty()
                      || new SetMatch<>(federation, match).matches(entry.federatesWith()));
    }
    if (random.nextInt(4) == 0) {
      String hint = random.nextInt(4) == 0 ? "" : "hint" + random.nextInt(3);
      filter = filter.byHint(hint);
      test = test.and(entry -> hint.isEmpty() || entry.hint().equals(hint));
    }
    if (random.nextInt(4) == 0) {
      boolean flag = random.nextBoolean();
      filter = filter.byDownstream(flag);
      test = test.and(entry -> entry.downstream() == flag);
    }
    assertFound(filter, test);
  }

  private void assertFound(EntryFilter filter, Predicate<RegistrationEntry> test) {
    List<String> expected = expected(test);
    assertThat(found(state, filter)).as(filter.toString()).isEqualTo(expected);
    if (!expected.isEmpty()) {
      int skipped = random.nextInt(expected.size());
      At last = written.get(expected.get(skipped));
      int behind = state.entries().rows().behind(last.create(), last.position());
      List<String> rest = new ArrayList<>();
      state
          .entries()
          .find(filter)
          .ordinals(behind)
          .forEachRemaining((int ordinal) -> rest.add(state.entries().rows().get(ordinal).name()));
      assertThat(rest).isEqualTo(expected.subList(skipped + 1, expected.size()));
    }
  }

  private List<String> expected(Predicate<RegistrationEntry> test) {
    return entries.values().stream()
        .filter(test)
        .map(RegistrationEntry::id)
        .sorted(
            Comparator.comparingLong((String id) -> written.get(id).create())
                .thenComparingInt(id -> written.get(id).position()))
        .toList();
  }

  private static List<String> found(State state, EntryFilter filter) {
    return StoredValues.names(state.entries().rows(), state.entries().find(filter));
  }

  private static dev.holdfast.store.Bytes key(String id) {
    return Layout.key(RecordKind.REGISTRATION_ENTRY, id);
  }
}
