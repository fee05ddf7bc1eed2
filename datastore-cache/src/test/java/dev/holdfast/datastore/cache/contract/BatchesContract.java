package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryChange;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordChange;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.store.Bytes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

public abstract class BatchesContract extends DataStoreContract {

  private static final TrustDomain FOURTH = new TrustDomain("fourth.org");

  private static Reason reason(BatchResult<?> result) {
    return ((BatchResult.Failed<?>) result).failure().reason();
  }

  private static EntryChange hint(String id, String hint, Expectation expectation) {
    return new EntryChange(
        id,
        EntryUpdate.of(RegistrationEntry.builder().hint(hint), Set.of(EntryField.HINT)),
        expectation);
  }

  @Test
  void createEach_eachSucceedsOrFailsAlone() {
    CreatedEntry before = dataStore.entries().create(entry(DB, "a:1").id("before").build());

    List<BatchResult<CreatedEntry>> results =
        other
            .entries()
            .createEach(
                List.of(
                    entry(WEB, "a:1").id("one").build(),
                    entry(WEB).id("withoutSelectors").build(),
                    entry(DB, "a:1").id("similar").build(),
                    entry(WEB, "a:2").id("one").build(),
                    entry(WEB, "a:3").id("federated").federatesWith(Set.of(OTHER)).build(),
                    entry(WEB, "a:1").id("twice").build(),
                    entry(WEB, "a:4").id("last").build()));

    assertThat(results).hasSize(7);
    CreatedEntry one = results.get(0).orElseThrow();
    assertThat(one.existed()).isFalse();
    assertThat(dataStore.entries().fetch("one")).contains(one.entry());
    assertThat(reason(results.get(1))).isEqualTo(Reason.INVALID);
    DataStoreException refusal = ((BatchResult.Failed<?>) results.get(1)).failure();
    assertThat(refusal.field()).contains("selectors");
    assertThat(refusal.object()).contains("registration entry");
    assertThat(results.get(2).orElseThrow())
        .isEqualTo(new CreatedEntry(before.entry(), CreatedEntry.Outcome.EXISTED));
    assertThat(reason(results.get(3))).isEqualTo(Reason.ALREADY_EXISTS);
    assertThat(reason(results.get(4))).isEqualTo(Reason.BUNDLE_MISSING);
    assertThat(results.get(5).orElseThrow())
        .isEqualTo(new CreatedEntry(one.entry(), CreatedEntry.Outcome.EXISTED));
    assertThat(results.get(6).orElseThrow().existed()).isFalse();
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .extracting(it -> it.value().id())
        .containsExactly("before", "one", "last");
  }

  @Test
  void createEach_moreThanOneCommitHolds() {
    List<RegistrationEntry> many = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      SpiffeId id = SpiffeId.parse("spiffe://example.org/w/" + i);
      many.add(entry(id, i == 300 ? new String[0] : new String[] {"a:1"}).id("e" + i).build());
    }

    List<BatchResult<CreatedEntry>> results = dataStore.entries().createEach(many);

    assertThat(results).hasSize(600);
    for (int i = 0; i < 600; i++) {
      if (i == 300) {
        assertThat(reason(results.get(i))).isEqualTo(Reason.INVALID);
      } else {
        assertThat(results.get(i).orElseThrow().entry().value()).isEqualTo(many.get(i));
      }
    }
    assertThat(other.entries().count(EntryFilter.all())).isEqualTo(599);
  }

  @Test
  void updateEach_eachSucceedsOrFailsAlone() {
    Stored<RegistrationEntry> one =
        dataStore.entries().create(entry(DB, "a:1").id("one").build()).entry();
    dataStore.entries().create(entry(WEB, "a:1").id("two").build());

    List<BatchResult<Stored<RegistrationEntry>>> results =
        other
            .entries()
            .updateEach(
                List.of(
                    hint("one", "first", Expectation.unchanged(one)),
                    hint("one", "late", Expectation.unchanged(one)),
                    hint("none", "x", Expectation.any()),
                    hint("one", "second", Expectation.any()),
                    new EntryChange(
                        "two",
                        EntryUpdate.of(
                            RegistrationEntry.builder().spiffeId(DB),
                            Set.of(EntryField.SPIFFE_ID)))));

    assertThat(results).hasSize(5);
    assertThat(results.get(0).orElseThrow().value().hint()).isEqualTo("first");
    assertThat(reason(results.get(1))).isEqualTo(Reason.REVISION_MOVED);
    assertThat(reason(results.get(2))).isEqualTo(Reason.NOT_FOUND);
    assertThat(results.get(3).orElseThrow().value().hint()).isEqualTo("second");
    assertThat(results.get(3).orElseThrow().revisionNumber()).isEqualTo(2);
    assertThat(reason(results.get(4))).isEqualTo(Reason.ALREADY_EXISTS);
    assertThat(dataStore.entries().fetch("one")).contains(results.get(3).orElseThrow());
  }

  @Test
  void deleteEach_eachSucceedsOrFailsAlone() {
    Stored<RegistrationEntry> one =
        dataStore.entries().create(entry(DB, "a:1").id("one").build()).entry();
    dataStore.entries().create(entry(WEB, "a:1").id("two").build());
    dataStore.entries().create(entry(WEB, "a:2").id("stays").build());

    List<BatchResult<Deleted<RegistrationEntry>>> results =
        other.entries().deleteEach(List.of("one", "none", "one", "two"));

    assertThat(results).hasSize(4);
    assertThat(results.get(0).orElseThrow().record()).isEqualTo(one);
    assertThat(reason(results.get(1))).isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(results.get(2))).isEqualTo(Reason.NOT_FOUND);
    assertThat(results.get(3).orElseThrow().floor().revision())
        .isGreaterThan(results.get(0).orElseThrow().floor().revision());
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .extracting(it -> it.value().id())
        .containsExactly("stays");
  }

  @Test
  void bundles_eachSucceedsOrFailsAlone() {
    assertOutcomes(
        other.bundles().createEach(List.of(bundle(OTHER), bundle(OTHER), bundle(THIRD))),
        "done",
        "ALREADY_EXISTS",
        "done");
    Bundle later = bundle(OTHER).toBuilder().sequenceNumber(43).build();
    Bundle wrong = bundle(THIRD).toBuilder().refreshHint(Duration.ofSeconds(-1)).build();
    assertOutcomes(other.bundles().setEach(List.of(later, wrong)), "done", "INVALID");
    long revision = dataStore.bundles().fetch(OTHER).orElseThrow().modRevision();
    Set<BundleField> number = Set.of(BundleField.SEQUENCE_NUMBER);
    Bundle last = later.toBuilder().sequenceNumber(44).build();
    List<BatchResult<Stored<Bundle>>> updated =
        other
            .bundles()
            .updateEach(
                List.of(
                    new RecordChange<>(
                        later, Set.<BundleField>of(), Expectation.modRevision(revision)),
                    new RecordChange<>(last, number, Expectation.modRevision(revision)),
                    new RecordChange<>(last, number),
                    new RecordChange<>(bundle(FOURTH), number)));
    assertOutcomes(updated, "done", "REVISION_MOVED", "done", "NOT_FOUND");
    assertThat(dataStore.bundles().fetch(OTHER)).contains(updated.get(2).orElseThrow());

    dataStore.entries().create(entry(DB, "a:1").id("one").federatesWith(Set.of(OTHER)).build());
    List<TrustDomain> domains = List.of(OTHER, THIRD, FOURTH);
    assertOutcomes(
        other.bundles().deleteEach(domains, DeleteMode.RESTRICT),
        "BUNDLE_IN_USE",
        "done",
        "NOT_FOUND");
    assertOutcomes(
        other.bundles().deleteEach(domains, DeleteMode.DISSOCIATE),
        "done",
        "NOT_FOUND",
        "NOT_FOUND");
    assertThat(dataStore.bundles().list()).isEmpty();
    assertThat(dataStore.entries().fetch("one").orElseThrow().value().federatesWith()).isEmpty();
  }

  @Test
  void federationRelationships_eachSucceedsOrFailsAlone() {
    FederationRelationship one = relationship(OTHER).withBundle(Optional.of(bundle(OTHER)));
    FederationRelationship moved =
        new FederationRelationship(
            OTHER, URI.create("https://moved.org/"), BundleEndpointProfile.httpsWeb());
    Set<FederationRelationshipField> url = Set.of(FederationRelationshipField.BUNDLE_ENDPOINT_URL);

    assertOutcomes(
        other
            .federationRelationships()
            .createEach(
                List.of(
                    one,
                    one,
                    relationship(THIRD).withBundle(Optional.of(bundle(OTHER))),
                    relationship(THIRD))),
        "done",
        "ALREADY_EXISTS",
        "INVALID",
        "done");
    List<BatchResult<Stored<FederationRelationship>>> updated =
        other
            .federationRelationships()
            .updateEach(
                List.of(
                    new RecordChange<>(moved, url),
                    new RecordChange<>(relationship(FOURTH), url),
                    new RecordChange<>(moved, url, Expectation.modRevision(1))));
    assertOutcomes(updated, "done", "NOT_FOUND", "REVISION_MOVED");
    assertThat(updated.get(0).orElseThrow().value())
        .isEqualTo(moved.withBundle(Optional.of(bundle(OTHER))));
    assertOutcomes(
        other.federationRelationships().deleteEach(List.of(OTHER, FOURTH, THIRD)),
        "done",
        "NOT_FOUND",
        "done");
    assertThat(dataStore.federationRelationships().list()).isEmpty();
    assertThat(dataStore.bundles().count()).isEqualTo(1);
  }

  private static FederationRelationship relationship(TrustDomain trustDomain) {
    return new FederationRelationship(
        trustDomain,
        URI.create("https://" + trustDomain.name() + "/bundle"),
        BundleEndpointProfile.httpsWeb());
  }

  @Test
  void nodesAndTheirSelectors_eachSucceedsOrFailsAlone() {
    AttestedNode one = AttestedNode.builder(AGENT).certSerialNumber("1").build();
    AttestedNode two = AttestedNode.builder(DB).certSerialNumber("2").build();
    AttestedNode banned = AttestedNode.builder(AGENT).build();
    Set<NodeField> serial = Set.of(NodeField.CERT_SERIAL_NUMBER);

    assertOutcomes(
        other.nodes().createEach(List.of(one, one, two)), "done", "ALREADY_EXISTS", "done");
    assertOutcomes(
        other
            .nodeSelectors()
            .setEach(
                List.of(
                    new NodeSelectorSet(AGENT, List.of(selector("a:1"))),
                    new NodeSelectorSet(DB, List.of(selector("a:1"), selector("a:1"))))),
        "done",
        "INVALID");
    assertOutcomes(
        other
            .nodes()
            .updateEach(
                List.of(
                    new RecordChange<>(banned, serial),
                    new RecordChange<>(AttestedNode.builder(WEB).build(), serial))),
        "done",
        "NOT_FOUND");
    assertThat(dataStore.nodes().fetch(AGENT).orElseThrow().value().banned()).isTrue();
    assertThat(dataStore.nodeSelectors().fetch(AGENT)).isPresent();
    assertOutcomes(other.nodes().deleteEach(List.of(DB, WEB, AGENT)), "done", "NOT_FOUND", "done");
    assertThat(dataStore.nodes().count(NodeFilter.all())).isZero();
  }

  @Test
  void joinTokensAndCaJournals_eachSucceedsOrFailsAlone() {
    Instant expiry = Instant.ofEpochSecond(2_000_000_000);
    JoinToken token = new JoinToken("t", expiry);
    assertOutcomes(
        other.joinTokens().createEach(List.of(token, token, new JoinToken("", expiry))),
        "done",
        "ALREADY_EXISTS",
        "INVALID");
    assertOutcomes(other.joinTokens().deleteEach(List.of("t", "t")), "done", "NOT_FOUND");

    CaJournal one = new CaJournal("1", Bytes.utf8("data"), "ca", Optional.of(expiry));
    CaJournal changed = new CaJournal("1", Bytes.utf8("new"), "ca", Optional.empty());
    CaJournal none = new CaJournal("2", Bytes.utf8("data"), "ca", Optional.of(expiry));
    assertOutcomes(other.caJournals().createEach(List.of(one, one)), "done", "ALREADY_EXISTS");
    assertOutcomes(other.caJournals().updateEach(List.of(none, changed)), "NOT_FOUND", "done");
    assertThat(dataStore.caJournals().fetch("1").orElseThrow().value()).isEqualTo(changed);
  }

  private static void assertOutcomes(List<? extends BatchResult<?>> results, String... expected) {
    assertThat(results)
        .<String>map(
            it -> it instanceof BatchResult.Failed<?> failed ? reason(failed).name() : "done")
        .containsExactly(expected);
  }

  @Test
  void batch_ofNothing() {
    assertThat(dataStore.entries().createEach(List.of())).isEmpty();
    assertThat(dataStore.entries().updateEach(List.of())).isEmpty();
    assertThat(dataStore.entries().deleteEach(List.of())).isEmpty();
    assertThat(dataStore.bundles().setEach(List.of())).isEmpty();
  }
}
