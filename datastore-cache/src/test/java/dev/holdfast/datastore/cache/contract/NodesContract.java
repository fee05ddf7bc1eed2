package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

public abstract class NodesContract extends DataStoreContract {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final List<Selector> SELECTORS =
      List.of(selector("k8s:ns:prod"), selector("a:1"), selector("k8s:cluster:one"));

  @Test
  void create_thenFetchAnywhere() {
    Stored<AttestedNode> created = dataStore.nodes().create(node(AGENT));

    assertThat(created.value()).isEqualTo(node(AGENT));
    assertThat(other.nodes().fetch(AGENT)).contains(created);
    assertThat(other.nodes().fetch(DB)).isEmpty();
    assertRefused(Code.ALREADY_EXISTS, () -> other.nodes().create(node(AGENT)))
        .hasMessageContaining("attested node spiffe://example.org/agent");
  }

  @Test
  void create_ignoresSelectors() {
    AttestedNode node = node(AGENT).toBuilder().selectors(Optional.of(SELECTORS)).build();

    assertThat(dataStore.nodes().create(node).value()).isEqualTo(node(AGENT));
    assertThat(dataStore.nodeSelectors().fetch(AGENT)).isEmpty();
  }

  @Test
  void create_longId() {
    SpiffeId longest = SpiffeId.parse("spiffe://example.org/" + "a".repeat(2_027));
    SpiffeId similar = SpiffeId.parse("spiffe://example.org/" + "a".repeat(2_026) + "b");

    dataStore.nodes().create(node(longest));
    dataStore.nodeSelectors().set(longest, SELECTORS);

    assertThat(other.nodes().fetch(longest)).isPresent();
    assertThat(other.nodes().fetch(similar)).isEmpty();
    assertThat(other.nodeSelectors().fetch(longest)).isPresent();
  }

  @Test
  void fetch_withSelectors() {
    dataStore.nodes().create(node(AGENT));
    dataStore.nodes().create(node(DB));
    dataStore.nodeSelectors().set(AGENT, SELECTORS);

    assertThat(selectors(AGENT, NodeDetail.WITH_SELECTORS)).contains(SELECTORS);
    assertThat(selectors(DB, NodeDetail.WITH_SELECTORS)).contains(List.of());
    assertThat(selectors(AGENT, NodeDetail.NODE_ONLY)).isEmpty();
    assertThat(other.nodes().fetchAll(List.of(AGENT, WEB, DB)))
        .containsOnlyKeys(AGENT, DB)
        .allSatisfy((id, stored) -> assertThat(stored.value().selectors()).isPresent());
    assertThat(other.nodes().fetchAll(List.of())).isEmpty();
  }

  private Optional<List<Selector>> selectors(SpiffeId id, NodeDetail detail) {
    return other
        .nodes()
        .fetch(id, detail, ReadConsistency.current())
        .value()
        .orElseThrow()
        .value()
        .selectors();
  }

  @Test
  void setSelectors_replacesThemInOrder() {
    Floor first = dataStore.nodeSelectors().set(AGENT, SELECTORS);
    Stored<NodeSelectorSet> stored = other.nodeSelectors().fetch(AGENT).orElseThrow();
    assertThat(stored.value().selectors()).isEqualTo(SELECTORS);
    assertThat(stored.floor()).isEqualTo(first);

    other.nodeSelectors().set(AGENT, List.of(selector("b:2")));
    Stored<NodeSelectorSet> replaced = dataStore.nodeSelectors().fetch(AGENT).orElseThrow();
    assertThat(replaced.value().selectors()).containsExactly(selector("b:2"));
    assertThat(replaced.revisionNumber()).isEqualTo(1);
    assertThat(replaced.createdAt()).isEqualTo(stored.createdAt());

    Floor gone = dataStore.nodeSelectors().set(AGENT, List.of());
    assertThat(other.nodeSelectors().fetch(AGENT, ReadConsistency.atLeast(gone)).value()).isEmpty();
    assertThat(dataStore.nodeSelectors().set(AGENT, List.of()).revision())
        .as("nothing to take away")
        .isGreaterThanOrEqualTo(gone.revision());
  }

  @Test
  void setSelectors_twiceTheSame() {
    assertRefused(
            Code.INVALID_ARGUMENT,
            () -> dataStore.nodeSelectors().set(AGENT, List.of(selector("a:1"), selector("a:1"))))
        .hasMessageContaining("node selectors: selectors: 'a:1' stands twice");
  }

  @Test
  void list_filters() {
    dataStore.nodes().create(node(AGENT));
    dataStore
        .nodes()
        .create(
            node(DB).toBuilder()
                .attestationType("x509pop")
                .certSerialNumber("")
                .certNotAfter(NOON.plusSeconds(1))
                .build());
    dataStore
        .nodes()
        .create(node(WEB).toBuilder().canReattest(true).certNotAfter(Optional.empty()).build());
    dataStore.nodeSelectors().set(AGENT, SELECTORS);
    dataStore.nodeSelectors().set(WEB, List.of(selector("a:1")));

    assertListed(NodeFilter.all(), AGENT, DB, WEB);
    assertListed(NodeFilter.all().byAttestationType("join_token"), AGENT, WEB);
    assertListed(NodeFilter.all().byAttestationType(""), AGENT, DB, WEB);
    assertListed(NodeFilter.all().byAttestationType("none"));
    assertListed(NodeFilter.all().byBanned(true), DB);
    assertListed(NodeFilter.all().byBanned(false), AGENT, WEB);
    assertListed(NodeFilter.all().byCanReattest(true), WEB);
    assertListed(NodeFilter.all().byCanReattest(false), AGENT, DB);
    assertListed(NodeFilter.all().byExpiresBefore(NOON), WEB);
    assertListed(NodeFilter.all().byExpiresBefore(NOON.plusNanos(1)), AGENT, WEB);
    assertListed(NodeFilter.all().byValidAt(NOON), AGENT, DB);
    assertListed(NodeFilter.all().byValidAt(NOON.plusNanos(1)), DB);
    assertListed(NodeFilter.all().byIds(Set.of(WEB, AGENT)), AGENT, WEB);
    assertListed(NodeFilter.all().byIds(Set.of()));
    Set<Selector> one = Set.of(selector("a:1"));
    assertListed(NodeFilter.all().bySelectors(Match.EXACT, one), WEB);
    assertListed(NodeFilter.all().bySelectors(Match.SUPERSET, one), AGENT, WEB);
    assertListed(NodeFilter.all().bySelectors(Match.SUBSET, Set.copyOf(SELECTORS)), AGENT, WEB);
    assertListed(NodeFilter.all().bySelectors(Match.ANY, Set.of(selector("k8s:ns:prod"))), AGENT);
    assertListed(
        NodeFilter.all().bySelectors(Match.SUPERSET, one).byCanReattest(true).byBanned(false), WEB);
  }

  private void assertListed(NodeFilter filter, SpiffeId... ids) {
    List<Stored<AttestedNode>> listed = other.nodes().list(filter);
    assertThat(listed).as(filter.toString()).extracting(it -> it.value().id()).containsExactly(ids);
    assertThat(other.nodes().count(filter)).isEqualTo(ids.length);
    assertThat(other.nodes().list(filter, NodeDetail.WITH_SELECTORS, PageRequest.first(10)).items())
        .allMatch(it -> it.value().selectors().isPresent())
        .extracting(it -> it.value().id())
        .containsExactly(ids);
  }

  @Test
  void list_emptySelectorSet() {
    NodeFilter filter = NodeFilter.all().bySelectors(Match.ANY, Set.of());

    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.nodes().list(filter))
        .hasMessageContaining("filter: by_selectors: ");
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.nodes().count(filter));
  }

  @Test
  void listSelectors_ofValidNodes() {
    dataStore.nodes().create(node(AGENT));
    for (SpiffeId id : List.of(DB, AGENT)) {
      dataStore.nodeSelectors().set(id, SELECTORS);
    }

    assertSets(NodeSelectorFilter.all(), DB, AGENT);
    assertSets(NodeSelectorFilter.byValidAt(NOON.minusNanos(1)), AGENT);
    assertSets(NodeSelectorFilter.byValidAt(NOON));
    assertThat(
            dataStore.nodeSelectors().list(NodeSelectorFilter.all(), PageRequest.first(1)).next())
        .isPresent();
  }

  private void assertSets(NodeSelectorFilter filter, SpiffeId... ids) {
    assertThat(other.nodeSelectors().list(filter))
        .extracting(it -> it.value().nodeId())
        .containsExactly(ids);
  }

  private static AttestedNode node(SpiffeId id) {
    return AttestedNode.builder(id)
        .attestationType("join_token")
        .certSerialNumber("1234")
        .certNotAfter(NOON)
        .newCertSerialNumber(Optional.of("5678"))
        .newCertNotAfter(Optional.of(NOON.plusSeconds(3_600)))
        .agentVersion("1.2.3")
        .build();
  }
}
