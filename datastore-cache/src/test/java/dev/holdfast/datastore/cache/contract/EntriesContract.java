package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public abstract class EntriesContract extends DataStoreContract {

  @Test
  void create_thenFetchAnywhere() {
    dataStore.bundles().create(bundle(OTHER));
    RegistrationEntry entry = full();
    Instant before = time.instant();

    CreatedEntry created = dataStore.entries().create(entry);

    assertThat(created.existed()).isFalse();
    assertThat(created.entry().value()).isEqualTo(entry);
    assertThat(created.entry().revisionNumber()).isZero();
    assertThat(created.entry().createdAt()).isBetween(before, time.instant());
    assertThat(created.entry().createRevision()).isEqualTo(created.entry().modRevision());
    assertThat(dataStore.entries().fetch("full")).contains(created.entry());
    assertThat(other.entries().fetch("full")).contains(created.entry());
  }

  @Test
  void fetch_absentThenCreatedElsewhere() {
    assertThat(other.entries().fetch("x")).isEmpty();
    assertThat(other.entries().count(EntryFilter.all().bySpiffeId(DB))).isZero();

    Stored<RegistrationEntry> created =
        dataStore.entries().create(entry(DB, "unix:uid:1").id("x").build()).entry();

    assertThat(other.entries().fetch("x")).contains(created);
    assertThat(other.entries().count(EntryFilter.all().bySpiffeId(DB))).isEqualTo(1);
  }

  @Test
  void create_withoutId() {
    CreatedEntry created = dataStore.entries().create(entry(DB, "unix:uid:1").build());

    assertThat(UUID.fromString(created.entry().value().id()).version()).isEqualTo(4);
  }

  @Test
  void create_similarExists() {
    CreatedEntry first =
        dataStore.entries().create(entry(DB, "unix:uid:1", "unix:gid:1").id("first").build());

    CreatedEntry second =
        other
            .entries()
            .create(entry(DB, "unix:gid:1", "unix:uid:1").id("second").hint("another").build());

    assertThat(second.existed()).isTrue();
    assertThat(second.entry()).isEqualTo(first.entry());
    assertThat(dataStore.entries().fetch("second")).isEmpty();
  }

  @Test
  void create_subsetSupersetOrOtherParentIsAnother() {
    List<RegistrationEntry> entries =
        List.of(
            entry(DB, "unix:uid:1", "unix:gid:1").build(),
            entry(DB, "unix:uid:1").build(),
            entry(DB, "unix:uid:1", "unix:gid:1", "unix:gid:2").build(),
            entry(DB, "unix:uid:1").parentId(Optional.empty()).build(),
            entry(DB, "unix:uid:1").parentId(WEB).build(),
            entry(WEB, "unix:uid:1").build());

    for (RegistrationEntry entry : entries) {
      assertThat(dataStore.entries().create(entry).existed()).isFalse();
    }
    for (RegistrationEntry entry : entries) {
      CreatedEntry again = other.entries().create(entry.toBuilder().id("").build());
      assertThat(again.existed()).isTrue();
      assertThat(again.entry().value()).isEqualTo(entry);
    }
    assertThat(dataStore.entries().count(EntryFilter.all())).isEqualTo(6);
  }

  @Test
  void create_idOfAnother() {
    dataStore.entries().create(entry(DB, "unix:uid:1").id("one").build());

    assertRefused(
            Code.ALREADY_EXISTS,
            () -> other.entries().create(entry(WEB, "unix:uid:1").id("one").build()))
        .hasMessageContaining("registration entry: id: ")
        .hasMessageContaining("one");
  }

  @Test
  void create_afterDelete() {
    Stored<RegistrationEntry> first =
        dataStore.entries().create(entry(DB, "unix:uid:1").id("one").build()).entry();
    Deleted<RegistrationEntry> deleted = other.entries().delete("one");
    Stored<RegistrationEntry> second =
        dataStore.entries().create(entry(DB, "unix:uid:1").id("one").build()).entry();

    assertThat(deleted.record()).isEqualTo(first);
    assertThat(second.createRevision()).isGreaterThan(deleted.floor().revision() - 1);
    assertThat(second.revisionNumber()).isZero();
  }

  @Test
  void create_federatesWithUnknownBundle() {
    dataStore.bundles().create(bundle(OTHER));

    assertRefused(
            Code.FAILED_PRECONDITION,
            () ->
                dataStore
                    .entries()
                    .create(entry(DB, "unix:uid:1").federatesWith(Set.of(OTHER, THIRD)).build()))
        .hasMessageContaining("registration entry: federates_with: ")
        .hasMessageContaining("third.org");
    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "ä", "a:b", "a\nb"})
  void create_badId(String id) {
    assertInvalid("id", entry(DB, "unix:uid:1").id(id));
  }

  @Test
  void create_brokenRules() {
    assertInvalid("id", entry(DB, "unix:uid:1").id("x".repeat(256)));
    assertInvalid("selectors", entry(DB));
    assertInvalid("selectors", entry(DB, "unix:uid:1", "unix:uid:1"));
    assertInvalid("x509_svid_ttl", entry(DB, "unix:uid:1").x509SvidTtl(Duration.ofSeconds(-1)));
    assertInvalid("jwt_svid_ttl", entry(DB, "unix:uid:1").jwtSvidTtl(Duration.ofSeconds(-1)));
    assertInvalid("jwt_svid_ttl", entry(DB, "unix:uid:1").jwtSvidTtl(Duration.ofMillis(1_500)));
    assertInvalid(
        "x509_svid_ttl", entry(DB, "unix:uid:1").x509SvidTtl(Duration.ofSeconds(1L << 31)));
    assertInvalid("dns_names", entry(DB, "unix:uid:1").dnsNames(List.of("a", "a")));
    assertInvalid("dns_names", entry(DB, "unix:uid:1").dnsNames(List.of("")));
    assertInvalid("selectors", entry(DB, "unix:uid:1", "k8s:ns:x").storeSvid(true));
    assertInvalid(
        "additional_attributes.disable_x509_svid_prefetch",
        entry(DB, "unix:uid:1")
            .storeSvid(true)
            .additionalAttributes(new AdditionalAttributes(true, false)));
    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
    assertThat(
            dataStore
                .entries()
                .create(entry(DB, "unix:uid:1").id("x".repeat(255)).storeSvid(true).build())
                .existed())
        .isFalse();
  }

  private void assertInvalid(String field, RegistrationEntry.Builder entry) {
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.entries().create(entry.build()))
        .hasMessageContaining("registration entry: " + field + ": ");
  }

  @Test
  void create_tooLarge() {
    RegistrationEntry large = entry(DB, "unix:uid:1").hint("x".repeat(1 << 20)).build();

    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.entries().create(large))
        .hasMessageContaining("registration entry: ")
        .hasMessageContaining("over the limit of " + dataStore.status().limits().maxRecordBytes());
    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
  }

  @Test
  void createAll_byOneCommit() {
    dataStore.bundles().create(bundle(OTHER));
    CreatedEntry old = dataStore.entries().create(entry(WEB, "unix:uid:1").id("old").build());

    List<CreatedEntry> created =
        other
            .entries()
            .createAll(
                List.of(
                    entry(DB, "unix:uid:1").id("b").federatesWith(Set.of(OTHER)).build(),
                    entry(WEB, "unix:uid:1").id("c").build(),
                    entry(DB, "unix:uid:2").id("a").federatesWith(Set.of(OTHER)).build(),
                    entry(DB, "unix:uid:1").id("d").build()));

    assertThat(created).extracting(CreatedEntry::existed).containsExactly(false, true, false, true);
    assertThat(created)
        .extracting(it -> it.entry().value().id())
        .containsExactly("b", "old", "a", "b");
    assertThat(created.get(1).entry()).isEqualTo(old.entry());
    assertThat(created.get(0).entry().createRevision())
        .isEqualTo(created.get(2).entry().createRevision());
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .extracting(it -> it.value().id())
        .containsExactly("old", "b", "a");
  }

  @Test
  void createAll_allExist() {
    List<RegistrationEntry> entries =
        List.of(entry(DB, "unix:uid:1").build(), entry(WEB, "unix:uid:1").build());
    List<CreatedEntry> first = dataStore.entries().createAll(entries);

    List<CreatedEntry> second = other.entries().createAll(entries);

    assertThat(second).allMatch(CreatedEntry::existed);
    assertThat(second)
        .extracting(CreatedEntry::entry)
        .isEqualTo(first.stream().map(CreatedEntry::entry).toList());
    assertThat(dataStore.entries().createAll(List.of())).isEmpty();
  }

  @Test
  void createAll_oneBreaksARule() {
    RegistrationEntry good = entry(DB, "unix:uid:1").id("good").build();

    assertRefused(
            Code.INVALID_ARGUMENT,
            () -> dataStore.entries().createAll(List.of(good, entry(WEB).build())))
        .hasMessageContaining("registration entry: entries[1].selectors: ");
    assertRefused(
            Code.FAILED_PRECONDITION,
            () ->
                dataStore
                    .entries()
                    .createAll(
                        List.of(
                            good, entry(WEB, "unix:uid:1").federatesWith(Set.of(OTHER)).build())))
        .hasMessageContaining("entries[1].federates_with: ");
    assertRefused(
            Code.ALREADY_EXISTS,
            () ->
                dataStore
                    .entries()
                    .createAll(List.of(good, entry(WEB, "unix:uid:1").id("good").build())))
        .hasMessageContaining("entries[1].id: ");
    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
  }

  @Test
  void createAll_moreThanOneCommitHolds() {
    List<RegistrationEntry> entries = new ArrayList<>();
    int most = (dataStore.status().limits().maxCommitOperations() - 1) / 4;
    for (int i = 0; i < most; i++) {
      entries.add(entry(SpiffeId.parse("spiffe://example.org/" + i), "unix:uid:1").build());
    }
    assertThat(dataStore.entries().createAll(entries)).hasSize(most);

    entries.add(entry(DB, "unix:uid:1").build());
    List<RegistrationEntry> more =
        entries.stream().map(it -> it.toBuilder().id("").parentId(WEB).build()).toList();
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.entries().createAll(more))
        .hasMessageContaining(
            "over the limit of " + dataStore.status().limits().maxCommitOperations());
    assertThat(dataStore.entries().count(EntryFilter.all())).isEqualTo(most);
  }

  @Test
  void fetchAll_leavesOutWhatIsNotThere() {
    dataStore.entries().create(entry(DB, "unix:uid:1").id("a").build());
    dataStore.entries().create(entry(WEB, "unix:uid:1").id("b").build());

    assertThat(other.entries().fetchAll(List.of("a", "", "x", "b"))).containsOnlyKeys("a", "b");
    assertThat(other.entries().fetchAll(List.of(""))).isEmpty();
    assertThat(other.entries().fetchAll(List.of())).isEmpty();
    assertThat(other.entries().fetch("")).isEmpty();
  }

  @Test
  void delete_missing() {
    assertRefused(Code.NOT_FOUND, () -> dataStore.entries().delete("absent"))
        .hasMessageContaining("registration entry absent");
    assertRefused(Code.NOT_FOUND, () -> dataStore.entries().delete(""));
  }

  @Test
  void delete_expectedRevision() {
    Stored<RegistrationEntry> created =
        dataStore.entries().create(entry(DB, "unix:uid:1").id("a").build()).entry();
    Stored<RegistrationEntry> updated = other.entries().update(created.value());

    assertRefused(
            Code.ABORTED, () -> dataStore.entries().delete("a", Expectation.unchanged(created)))
        .hasMessageContaining("revision " + updated.modRevision());
    assertThat(dataStore.entries().delete("a", Expectation.unchanged(updated)).record())
        .isEqualTo(updated);
  }

  private static RegistrationEntry full() {
    Set<TrustDomain> federated = new HashSet<>(Set.of(OTHER));
    return entry(DB, "unix:uid:1", "unix:gid:1")
        .id("full")
        .federatesWith(federated)
        .hint("hint")
        .downstream(true)
        .admin(true)
        .storeSvid(true)
        .x509SvidTtl(Duration.ofSeconds(1))
        .jwtSvidTtl(Duration.ofSeconds(Integer.MAX_VALUE))
        .expiresAt(Instant.ofEpochSecond(3, 5))
        .dnsNames(List.of("z", "a"))
        .additionalAttributes(new AdditionalAttributes(false, true))
        .build();
  }

  @Test
  void create_keepsTheOrderOfSelectorsAndDnsNames() {
    List<Selector> selectors = List.of(selector("unix:z"), selector("k8s:a"), selector("unix:a"));
    Stored<RegistrationEntry> created =
        dataStore
            .entries()
            .create(entry(DB).selectors(selectors).dnsNames(List.of("z", "a", "m")).build())
            .entry();

    RegistrationEntry fetched = other.entries().fetch(created.value().id()).orElseThrow().value();
    assertThat(fetched.selectors()).isEqualTo(selectors);
    assertThat(fetched.dnsNames()).containsExactly("z", "a", "m");
  }
}
