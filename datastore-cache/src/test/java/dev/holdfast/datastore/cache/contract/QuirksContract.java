package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.store.Bytes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What is known to go wrong in a datastore of identities, and does not here: each test is named
 * after what was wrong elsewhere.
 */
public abstract class QuirksContract extends DataStoreContract {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private static SpiffeId id(String path) {
    return SpiffeId.parse("spiffe://example.org/" + path);
  }

  @Test
  void listByDownstream_pagesEndBeforeTheLastOne() {
    for (int i = 0; i < 12; i++) {
      dataStore
          .entries()
          .create(entry(id("w/" + i), "a:1").id("e" + i).downstream(i % 5 == 4).build());
    }

    for (boolean downstream : List.of(true, false)) {
      EntryFilter filter = EntryFilter.all().byDownstream(downstream);
      List<String> listed = new ArrayList<>();
      Page<Stored<RegistrationEntry>> page = other.entries().list(filter, PageRequest.first(1));
      page.items().forEach(it -> listed.add(it.value().id()));
      while (page.next().isPresent()) {
        page = other.entries().list(filter, PageRequest.first(1).after(page.next().get()));
        page.items().forEach(it -> listed.add(it.value().id()));
      }
      assertThat(listed).hasSize(downstream ? 2 : 10);
      assertThat(other.entries().count(filter)).as("the count").isEqualTo(listed.size());
    }
  }

  @Test
  void listByDownstreamFalse_filtersNothing() {
    dataStore.entries().create(entry(DB, "a:1").id("down").downstream(true).build());
    dataStore.entries().create(entry(WEB, "a:1").id("not").build());

    assertThat(other.entries().list(EntryFilter.all().byDownstream(false)))
        .extracting(it -> it.value().id())
        .containsExactly("not");
  }

  @Test
  void update_makesTwoEntriesAlike() {
    dataStore.entries().create(entry(DB, "a:1", "b:2").id("one").build());
    RegistrationEntry two = entry(DB, "a:1").id("two").build();
    dataStore.entries().create(two);

    assertRefused(
        Code.ALREADY_EXISTS,
        () ->
            other
                .entries()
                .update(
                    entry(DB, "b:2", "a:1").id("two").build(), EnumSet.of(EntryField.SELECTORS)));
    assertThat(dataStore.entries().fetch("two").orElseThrow().value()).isEqualTo(two);
  }

  @Test
  void create_emptyParentIdIsTakenForAnyParentId() {
    RegistrationEntry child = entry(DB, "a:1").id("child").build();
    RegistrationEntry orphan = child.toBuilder().id("orphan").parentId(Optional.empty()).build();
    dataStore.entries().create(child);

    assertThat(other.entries().create(orphan).existed()).isFalse();
    assertThat(other.entries().create(orphan.toBuilder().id("again").build()).entry().value().id())
        .isEqualTo("orphan");
    assertThat(other.entries().create(child.toBuilder().id("more").build()).entry().value().id())
        .isEqualTo("child");
  }

  @Test
  void update_storeSvidAloneDoesNotSeeTheStoredSelectors() {
    dataStore.entries().create(entry(DB, "a:1", "b:2").id("mixed").build());

    assertRefused(
        Code.INVALID_ARGUMENT,
        () ->
            other
                .entries()
                .update(
                    entry(DB).id("mixed").storeSvid(true).build(),
                    EnumSet.of(EntryField.STORE_SVID)));
  }

  @Test
  void deleteBundle_dissociatingTellsNobody() {
    dataStore.bundles().create(bundle(OTHER));
    Stored<RegistrationEntry> before =
        dataStore
            .entries()
            .create(entry(DB, "a:1").id("x").federatesWith(Set.of(OTHER)).build())
            .entry();
    Floor known = before.floor();

    dataStore.bundles().delete(OTHER, DeleteMode.DISSOCIATE, Expectation.any());

    Stored<RegistrationEntry> after = other.entries().fetch("x").orElseThrow();
    assertThat(after.value().federatesWith()).isEmpty();
    assertThat(after.revisionNumber()).isEqualTo(before.revisionNumber() + 1);
    assertThat(after.modRevision()).isGreaterThan(before.modRevision());
    assertThat(changesAfter(known))
        .filteredOn(it -> it.key().equals("x"))
        .extracting(Change::operation)
        .containsExactly(Change.Operation.UPDATED);
  }

  @Test
  void deleteBundle_deletingLeavesRowsBehindAndTellsNobody() {
    dataStore.bundles().create(bundle(OTHER));
    RegistrationEntry entry = entry(DB, "a:1").id("x").federatesWith(Set.of(OTHER)).build();
    Floor known = dataStore.entries().create(entry).entry().floor();

    dataStore.bundles().delete(OTHER, DeleteMode.DELETE, Expectation.any());

    assertThat(changesAfter(known))
        .filteredOn(it -> it.key().equals("x"))
        .extracting(Change::operation)
        .containsExactly(Change.Operation.DELETED);
    assertThat(
            other
                .entries()
                .create(entry.toBuilder().id("y").federatesWith(Set.of()).build())
                .existed())
        .as("nothing of the entry is left that another one could be similar to")
        .isFalse();
    dataStore.bundles().create(bundle(OTHER));
    dataStore.bundles().delete(OTHER);
  }

  private List<Change> changesAfter(Floor floor) {
    Floor until = other.bundles().count(ReadConsistency.current()).floor();
    List<Change> changes = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    try (ChangeStream stream = other.watch(ChangeRequest.after(floor))) {
      while (stream.position().revision() < until.revision()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        stream.next(Duration.ofMillis(50)).ifPresent(set -> changes.addAll(set.changes()));
      }
    }
    return changes;
  }

  @Test
  void pruneBundle_dropsTheRefreshHint() {
    dataStore.bundles().create(withKeys(key("gone", Optional.of(NOON))));

    Bundle pruned = other.bundles().prune(OTHER, NOON).orElseThrow().value();

    assertThat(pruned.refreshHint()).contains(Duration.ofSeconds(60));
    assertThat(pruned.jwtAuthorities()).extracting(AuthorityKey::keyId).containsExactly("stays");
  }

  @Test
  void pruneBundle_keyWithoutTimeIsTakenForExpired() {
    dataStore.bundles().create(withKeys(key("never", Optional.empty())));

    assertThat(other.bundles().prune(OTHER, NOON)).isEmpty();
  }

  private static Bundle withKeys(AuthorityKey first) {
    return Bundle.builder(OTHER)
        .jwtAuthorities(List.of(first, key("stays", Optional.of(NOON.plusSeconds(1)))))
        .witAuthorities(List.of(key("never", Optional.empty())))
        .refreshHint(Duration.ofSeconds(60))
        .build();
  }

  private static AuthorityKey key(String name, Optional<Instant> notAfter) {
    return new AuthorityKey(name, Bytes.utf8("key"), notAfter, false);
  }

  @Test
  void countNodes_differsFromTheListByFilter() {
    dataStore.nodes().create(node("one", "join_token"));
    dataStore.nodes().create(node("two", "x509pop"));
    dataStore.nodeSelectors().set(id("one"), List.of(selector("a:1")));

    for (NodeFilter filter :
        List.of(
            NodeFilter.all(),
            NodeFilter.all().byAttestationType("x509pop"),
            NodeFilter.all().byBanned(true),
            NodeFilter.all().byCanReattest(false),
            NodeFilter.all().bySelectors(Match.ANY, Set.of(selector("a:1"))))) {
      for (NodeDetail detail : NodeDetail.values()) {
        assertThat(other.nodes().count(filter))
            .as("%s, %s", filter, detail)
            .isEqualTo(
                other.nodes().list(filter, detail, ReadConsistency.current()).value().size());
      }
    }
  }

  private static AttestedNode node(String name, String type) {
    return AttestedNode.builder(id(name)).attestationType(type).certSerialNumber("1").build();
  }

  @Test
  void federationRelationship_itsBundleIsSeenLate() {
    dataStore.bundles().create(bundle(OTHER));
    FederationRelationship relationship =
        new FederationRelationship(
            OTHER,
            URI.create("https://other.org/bundle"),
            BundleEndpointProfile.httpsWeb(),
            Optional.of(bundle(OTHER).toBuilder().sequenceNumber(43).build()));

    dataStore.federationRelationships().create(relationship);
    assertThat(sequence()).isEqualTo(43);

    Bundle next = bundle(OTHER).toBuilder().sequenceNumber(44).build();
    dataStore.federationRelationships().update(relationship.withBundle(Optional.of(next)));
    assertThat(sequence()).isEqualTo(44);
  }

  private long sequence() {
    return dataStore
        .bundles()
        .fetch(OTHER, ReadConsistency.cached())
        .value()
        .orElseThrow()
        .value()
        .sequenceNumber();
  }

  @Test
  void updateNode_makesOtherNodesLookFresh() {
    dataStore.nodes().create(node("one", "join_token"));
    Stored<AttestedNode> two = dataStore.nodes().create(node("two", "join_token"));

    Stored<AttestedNode> changed =
        dataStore
            .nodes()
            .update(
                node("one", "join_token").toBuilder().agentVersion("2").build(),
                EnumSet.of(NodeField.AGENT_VERSION),
                Expectation.any());

    assertThat(dataStore.nodes().fetch(id("two"), NodeDetail.NODE_ONLY, ReadConsistency.cached()))
        .satisfies(
            read -> {
              assertThat(read.value()).contains(two);
              assertThat(read.floor().revision()).isGreaterThanOrEqualTo(changed.modRevision());
            });
    assertThat(dataStore.nodes().fetch(id("one"), NodeDetail.NODE_ONLY, ReadConsistency.cached()))
        .satisfies(read -> assertThat(read.value()).contains(changed));
  }

  @Test
  void setSelectors_usesUpANumberForEachSelector() {
    for (int i = 0; i < 50; i++) {
      dataStore.nodeSelectors().set(AGENT, List.of(selector("a:" + i), selector("b:" + i)));
    }

    assertThat(other.nodeSelectors().fetch(AGENT).orElseThrow())
        .satisfies(
            set -> {
              assertThat(set.revisionNumber()).isEqualTo(49);
              assertThat(set.value().selectors())
                  .containsExactly(selector("a:49"), selector("b:49"));
            });
    assertThat(other.status().counts().values().stream().mapToLong(it -> it).sum()).isEqualTo(1);
  }
}
