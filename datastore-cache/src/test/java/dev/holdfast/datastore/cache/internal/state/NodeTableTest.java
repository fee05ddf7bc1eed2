package dev.holdfast.datastore.cache.internal.state;

import static dev.holdfast.datastore.cache.internal.state.StoredValues.oneOf;
import static dev.holdfast.datastore.cache.internal.state.StoredValues.someOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.StoredValues.At;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plain list of nodes and one of selectors, and a table that must answer alike. */
class NodeTableTest {

  private static final List<Match> MATCHES = List.of(Match.values());

  private final Map<SpiffeId, AttestedNode> nodes = new HashMap<>();
  private final Map<SpiffeId, NodeSelectorSet> sets = new HashMap<>();
  private final Map<SpiffeId, Long> nodeCreated = new HashMap<>();
  private final Map<SpiffeId, Long> setCreated = new HashMap<>();
  private final List<SpiffeId> ids = new ArrayList<>();
  private final List<Selector> selectors = new ArrayList<>();
  private State state = State.empty(new Floor("history", 0));
  private long revision;
  private Random random = new Random(0);

  NodeTableTest() {
    for (int i = 0; i < 30; i++) {
      ids.add(SpiffeId.parse("spiffe://example.org/agent/" + i));
      selectors.add(new Selector("t", "s" + i % 6));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void find_likeAPlainList(int seed) {
    random = new Random(seed);
    for (int step = 0; step < 400; step++) {
      StateEditor editor = new StateEditor(state);
      for (int commits = 1 + random.nextInt(3); commits > 0; commits--) {
        revision++;
        change(editor, oneOf(ids, random));
      }
      state = editor.build(new Floor("history", revision));
      if (step % 10 == 0) {
        assertSame();
      }
    }
    StateEditor editor = new StateEditor(state);
    List.copyOf(nodes.keySet()).forEach(id -> deleteNode(editor, id));
    List.copyOf(sets.keySet()).forEach(id -> deleteSet(editor, id));
    state = editor.build(new Floor("history", ++revision));
    assertThat(state.nodes().rows().size()).isZero();
    assertThat(state.nodes().selectorRows().size()).isZero();
    assertThat(state.nodes().shared()).isZero();
  }

  private void change(StateEditor editor, SpiffeId id) {
    switch (random.nextInt(6)) {
      case 0 -> deleteNode(editor, id);
      case 1 -> deleteSet(editor, id);
      case 2, 3 -> {
        nodes.put(id, randomNode(id));
        nodeCreated.putIfAbsent(id, revision);
        editor.put(StoredValues.stored(nodes.get(id), new At(nodeCreated.get(id), 0, revision)));
      }
      default -> {
        sets.put(id, new NodeSelectorSet(id, List.copyOf(someOf(selectors, 4, random))));
        setCreated.putIfAbsent(id, revision);
        editor.put(StoredValues.stored(sets.get(id), new At(setCreated.get(id), 0, revision)));
      }
    }
  }

  private void deleteNode(StateEditor editor, SpiffeId id) {
    editor.delete(Layout.key(RecordKind.ATTESTED_NODE, id.toString()));
    nodes.remove(id);
    nodeCreated.remove(id);
  }

  private void deleteSet(StateEditor editor, SpiffeId id) {
    editor.delete(Layout.key(RecordKind.NODE_SELECTORS, id.toString()));
    sets.remove(id);
    setCreated.remove(id);
  }

  private AttestedNode randomNode(SpiffeId id) {
    return AttestedNode.builder(id)
        .attestationType(random.nextBoolean() ? "join_token" : "x509")
        .certSerialNumber(random.nextInt(3) == 0 ? "" : "1")
        .certNotAfter(random.nextInt(5) == 0 ? Optional.empty() : Optional.of(randomTime()))
        .canReattest(random.nextBoolean())
        .build();
  }

  private Instant randomTime() {
    return Instant.ofEpochSecond(random.nextInt(5), random.nextInt(2));
  }

  private void assertSame() {
    assertFound(NodeFilter.all(), node -> true);
    for (int i = 0; i < 40; i++) {
      assertRandomFilter();
    }
    assertSetsFound(NodeSelectorFilter.all(), set -> true);
    Instant time = randomTime();
    assertSetsFound(
        NodeSelectorFilter.byValidAt(time),
        set ->
            Optional.ofNullable(nodes.get(set.nodeId()))
                .flatMap(AttestedNode::certNotAfter)
                .filter(notAfter -> notAfter.isAfter(time))
                .isPresent());
  }

  private void assertRandomFilter() {
    NodeFilter filter = NodeFilter.all();
    Predicate<AttestedNode> test = node -> true;
    if (random.nextInt(3) == 0) {
      String type = oneOf(List.of("join_token", "x509", "none"), random);
      filter = filter.byAttestationType(type);
      test = test.and(node -> node.attestationType().equals(type));
    }
    boolean flag = random.nextBoolean();
    if (random.nextInt(4) == 0) {
      filter = filter.byBanned(flag);
      test = test.and(node -> node.banned() == flag);
    }
    if (random.nextInt(4) == 0) {
      filter = filter.byCanReattest(flag);
      test = test.and(node -> node.canReattest() == flag);
    }
    Instant time = randomTime();
    if (random.nextInt(4) == 0) {
      filter = filter.byExpiresBefore(time);
      test = test.and(node -> node.certNotAfter().orElse(Instant.EPOCH).isBefore(time));
    }
    if (random.nextInt(4) == 0) {
      filter = filter.byValidAt(time);
      test = test.and(node -> !node.certNotAfter().orElse(Instant.EPOCH).isBefore(time));
    }
    Set<Selector> set = someOf(selectors, 4, random);
    if (random.nextBoolean() && !set.isEmpty()) {
      Match match = oneOf(MATCHES, random);
      filter = filter.bySelectors(match, set);
      test = test.and(node -> new SetMatch<>(set, match).matches(selectorsOf(node)));
    }
    if (random.nextInt(4) == 0) {
      Set<SpiffeId> some = someOf(ids, 10, random);
      filter = filter.byIds(some);
      test = test.and(node -> some.contains(node.id()));
    }
    assertFound(filter, test);
  }

  private Set<Selector> selectorsOf(AttestedNode node) {
    NodeSelectorSet set = sets.get(node.id());
    return set == null ? Set.of() : Set.copyOf(set.selectors());
  }

  private void assertFound(NodeFilter filter, Predicate<AttestedNode> test) {
    List<String> expected =
        nodeCreated.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(entry -> nodes.get(entry.getKey()))
            .filter(test)
            .map(AttestedNode::key)
            .toList();
    assertThat(StoredValues.names(state.nodes().rows(), state.nodes().find(filter)))
        .as(filter.toString())
        .isEqualTo(expected);
  }

  private void assertSetsFound(NodeSelectorFilter filter, Predicate<NodeSelectorSet> test) {
    List<String> expected =
        setCreated.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(entry -> sets.get(entry.getKey()))
            .filter(test)
            .map(NodeSelectorSet::key)
            .toList();
    assertThat(StoredValues.names(state.nodes().selectorRows(), state.nodes().find(filter)))
        .as(filter.toString())
        .isEqualTo(expected);
  }
}
