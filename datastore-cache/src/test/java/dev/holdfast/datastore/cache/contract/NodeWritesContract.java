package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

public abstract class NodeWritesContract extends DataStoreContract {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final AttestedNode CHANGED =
      AttestedNode.builder(AGENT)
          .certSerialNumber("9")
          .certNotAfter(NOON.plusSeconds(9))
          .newCertSerialNumber(Optional.of("10"))
          .newCertNotAfter(Optional.of(NOON.plusSeconds(10)))
          .canReattest(true)
          .agentVersion("9.9")
          .build();

  private static AttestedNode node(SpiffeId id) {
    return AttestedNode.builder(id)
        .attestationType("join_token")
        .certSerialNumber("1")
        .certNotAfter(NOON)
        .build();
  }

  @ParameterizedTest
  @EnumSource(NodeField.class)
  void update_oneField(NodeField field) {
    Stored<AttestedNode> created = dataStore.nodes().create(node(AGENT));

    Stored<AttestedNode> updated =
        other.nodes().update(CHANGED, EnumSet.of(field), Expectation.unchanged(created));

    AttestedNode.Builder expected = node(AGENT).toBuilder();
    switch (field) {
      case CERT_SERIAL_NUMBER -> expected.certSerialNumber("9");
      case CERT_NOT_AFTER -> expected.certNotAfter(NOON.plusSeconds(9));
      case NEW_CERT_SERIAL_NUMBER -> expected.newCertSerialNumber(Optional.of("10"));
      case NEW_CERT_NOT_AFTER -> expected.newCertNotAfter(Optional.of(NOON.plusSeconds(10)));
      case CAN_REATTEST -> expected.canReattest(true);
      case AGENT_VERSION -> expected.agentVersion("9.9");
    }
    assertThat(updated.value()).isEqualTo(expected.build());
    assertThat(updated.revisionNumber()).isEqualTo(1);
    assertThat(dataStore.nodes().fetch(AGENT)).contains(updated);
  }

  @Test
  void update_everyField_keepsHowItWasAttested() {
    dataStore.nodes().create(node(AGENT));

    assertThat(other.nodes().update(CHANGED).value())
        .isEqualTo(CHANGED.toBuilder().attestationType("join_token").build());
    AttestedNode banned = AttestedNode.builder(AGENT).build();
    assertThat(other.nodes().update(banned).value().banned()).isTrue();
    assertThat(dataStore.nodes().count(NodeFilter.all().byBanned(true))).isEqualTo(1);
  }

  @Test
  void update_noField_isTold() {
    dataStore.nodes().create(node(AGENT));
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      Stored<AttestedNode> updated = other.nodes().update(CHANGED, Set.of(), Expectation.any());

      assertThat(updated.value()).isEqualTo(node(AGENT));
      assertThat(stream.next().changes())
          .extracting(Change::operation, Change::key)
          .containsExactly(tuple(Change.Operation.UPDATED, AGENT.toString()));
    }
  }

  @Test
  void update_missingMovedOrBad() {
    assertRefused(Code.NOT_FOUND, () -> dataStore.nodes().update(CHANGED));
    Stored<AttestedNode> created = dataStore.nodes().create(node(AGENT));
    AttestedNode bad = CHANGED.toBuilder().certNotAfter(Instant.MAX).build();
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.nodes().update(bad))
        .hasMessageContaining("attested node: cert_not_after: ");
    dataStore.nodes().update(bad, Set.of(NodeField.AGENT_VERSION), Expectation.any());
    assertRefused(
        Code.ABORTED,
        () -> other.nodes().update(CHANGED, Set.of(), Expectation.unchanged(created)));
    assertRefused(Code.ABORTED, () -> other.nodes().delete(AGENT, Expectation.unchanged(created)));
  }

  @Test
  void delete_takesTheSelectorsWithIt() {
    Stored<AttestedNode> created = dataStore.nodes().create(node(AGENT));
    dataStore.nodeSelectors().set(AGENT, List.of(selector("a:1")));
    dataStore.nodeSelectors().set(DB, List.of(selector("a:1")));

    Deleted<AttestedNode> deleted = other.nodes().delete(AGENT);

    assertThat(deleted.record()).isEqualTo(created);
    assertThat(dataStore.nodes().fetch(AGENT)).isEmpty();
    assertThat(dataStore.nodeSelectors().fetch(AGENT)).isEmpty();
    assertThat(dataStore.nodeSelectors().fetch(DB)).isPresent();
    assertRefused(Code.NOT_FOUND, () -> other.nodes().delete(AGENT))
        .hasMessageContaining("attested node spiffe://example.org/agent");
  }

  private RegistrationEntry alias(String id, SpiffeId parent, String... selectors) {
    return entry(SpiffeId.parse("spiffe://example.org/" + id), selectors)
        .id(id)
        .parentId(parent)
        .build();
  }

  private void createAliases() {
    dataStore.bundles().set(bundle(OTHER));
    dataStore
        .entries()
        .createAll(
            List.of(
                alias("one", AGENT, "spiffe_id:" + AGENT),
                alias("two", AGENT, "spiffe_id:" + AGENT).toBuilder()
                    .federatesWith(Set.of(OTHER))
                    .build(),
                alias("more", AGENT, "spiffe_id:" + AGENT, "a:1"),
                alias("workload", AGENT, "unix:uid:1"),
                alias("elsewhere", DB, "spiffe_id:" + AGENT),
                alias("another", AGENT, "spiffe_id:" + DB)));
  }

  private void assertEntries(String... ids) {
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .extracting(it -> it.value().id())
        .containsExactly(ids);
  }

  @Test
  void delete_ofJoinTokenNode_takesItsAliasesOnly() {
    dataStore.nodes().create(node(AGENT));
    createAliases();
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      other.nodes().delete(AGENT);

      assertThat(stream.next().changes())
          .as("one change for each")
          .extracting(Change::key)
          .containsExactlyInAnyOrder("one", "two", AGENT.toString());
    }
    assertEntries("more", "workload", "elsewhere", "another");
    assertThat(other.bundles().delete(OTHER).record().value()).isEqualTo(bundle(OTHER));
    assertThat(other.entries().create(alias("one", AGENT, "spiffe_id:" + AGENT)).existed())
        .as("its similarity is free again")
        .isFalse();
  }

  @Test
  void delete_ofOtherNode_keepsItsAliases() {
    dataStore.nodes().create(node(AGENT).toBuilder().attestationType("x509pop").build());
    createAliases();

    other.nodes().delete(AGENT);

    assertEntries("one", "two", "more", "workload", "elsewhere", "another");
  }

  @Test
  void delete_moreAliasesThanOneCommitHolds() {
    dataStore.nodes().create(node(AGENT));
    int aliases = dataStore.status().limits().maxCommitOperations() / 3;
    for (int from = 0; from < aliases; from += 20) {
      dataStore
          .entries()
          .createAll(
              IntStream.range(from, Math.min(aliases, from + 20))
                  .mapToObj(i -> alias("e" + i, AGENT, "spiffe_id:" + AGENT))
                  .toList());
    }

    other.nodes().delete(AGENT);

    assertEntries();
    assertThat(dataStore.nodes().fetch(AGENT)).isEmpty();
  }

  private void createNodes(
      int count, BiFunction<Integer, AttestedNode.Builder, AttestedNode.Builder> each) {
    for (int i = 0; i < count; i++) {
      SpiffeId id = SpiffeId.parse("spiffe://example.org/agent/" + i);
      dataStore.nodes().create(each.apply(i, node(id).toBuilder()).build());
      dataStore.nodeSelectors().set(id, List.of(selector("a:" + i)));
    }
  }

  private List<String> left() {
    return dataStore.nodes().list(NodeFilter.all()).stream()
        .map(it -> it.value().id().path().substring("/agent/".length()))
        .toList();
  }

  @Test
  void prune_strictlyBefore_neverBanned() {
    createNodes(
        6,
        (i, node) ->
            switch (i) {
              case 0 -> node.canReattest(true).certNotAfter(NOON);
              case 1 -> node.canReattest(true).certNotAfter(NOON.minusNanos(1));
              case 2 -> node.certNotAfter(NOON.minusSeconds(1));
              case 3 -> node.canReattest(true).certNotAfter(Optional.empty());
              case 4 -> node.canReattest(true).certNotAfter(Instant.EPOCH).certSerialNumber("");
              default -> node.certNotAfter(NOON.plusSeconds(1));
            });

    assertThat(other.nodes().prune(NOON, PruneScope.REATTESTABLE, 10).count()).isEqualTo(2);
    assertThat(left()).containsExactly("0", "2", "4", "5");
    assertThat(other.nodes().prune(NOON, PruneScope.ALL, 10).count()).isEqualTo(1);
    assertThat(left()).containsExactly("0", "4", "5");
    assertThat(other.nodes().prune(NOON, PruneScope.ALL, 10).count()).isZero();
    assertThat(dataStore.nodeSelectors().fetch(SpiffeId.parse("spiffe://example.org/agent/2")))
        .isEmpty();
    assertRefused(Code.INVALID_ARGUMENT, () -> other.nodes().prune(NOON, PruneScope.ALL, 0));
  }

  @Test
  void prune_noMoreThanAskedFor() {
    createNodes(5, (i, node) -> node.certNotAfter(NOON.minusSeconds(1)));

    assertThat(other.nodes().prune(NOON, PruneScope.ALL, 2).count()).isEqualTo(2);

    assertThat(left()).as("the oldest go first").containsExactly("2", "3", "4");
  }

  @Test
  void prune_takesAliases() {
    dataStore.nodes().create(node(AGENT).toBuilder().certNotAfter(NOON.minusSeconds(1)).build());
    createAliases();

    assertThat(other.nodes().prune(NOON, PruneScope.ALL, 10).count()).isEqualTo(1);

    assertEntries("more", "workload", "elsewhere", "another");
  }
}
