package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.KeyRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

public abstract class BundlesContract extends DataStoreContract {

  @Test
  void create_thenFetchAnywhere() {
    Instant before = time.instant();
    Stored<Bundle> created = dataStore.bundles().create(full());

    assertThat(created.value()).isEqualTo(full());
    assertThat(created.createRevision()).isEqualTo(created.modRevision()).isPositive();
    assertThat(created.revisionNumber()).isZero();
    assertThat(created.createdAt()).isBetween(before, time.instant());
    assertThat(dataStore.bundles().fetch(OTHER)).contains(created);
    assertThat(other.bundles().fetch(OTHER)).contains(created);
    assertThat(other.bundles().fetch(THIRD)).isEmpty();
  }

  @Test
  void create_twice() {
    dataStore.bundles().create(bundle(OTHER));

    assertRefused(Code.ALREADY_EXISTS, () -> dataStore.bundles().create(bundle(OTHER)))
        .hasMessageContaining("bundle other.org");
    assertRefused(Code.ALREADY_EXISTS, () -> other.bundles().create(bundle(OTHER)));
  }

  @Test
  void create_brokenRules() {
    assertRefused(
            Code.INVALID_ARGUMENT,
            () ->
                dataStore
                    .bundles()
                    .create(bundle(OTHER).toBuilder().refreshHint(Duration.ofSeconds(-1)).build()))
        .hasMessageContaining("bundle: refresh_hint: ");
    assertRefused(
            Code.INVALID_ARGUMENT,
            () -> dataStore.bundles().create(bundle(OTHER).toBuilder().sequenceNumber(-1).build()))
        .hasMessageContaining("bundle: sequence_number: ");
    assertThat(dataStore.bundles().count()).isZero();
  }

  @Test
  void create_tooLarge() {
    Bundle large =
        bundle(OTHER).toBuilder()
            .x509Authorities(List.of(X509Authority.of(Bytes.wrap(new byte[1 << 20]))))
            .build();

    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.bundles().create(large))
        .hasMessageContaining("over the limit of " + dataStore.status().limits().maxRecordBytes())
        .hasMessageContaining("bundle other.org");
    assertThat(dataStore.bundles().count()).isZero();
  }

  @Test
  void set_createsThenReplacesEveryField() {
    Stored<Bundle> first = dataStore.bundles().set(bundle(OTHER));
    Stored<Bundle> second = other.bundles().set(full());

    assertThat(first.value()).isEqualTo(bundle(OTHER));
    assertThat(second.value()).isEqualTo(full());
    assertThat(second.createRevision()).isEqualTo(first.createRevision());
    assertThat(second.createdAt()).isEqualTo(first.createdAt());
    assertThat(second.revisionNumber()).isEqualTo(1);
    assertThat(dataStore.bundles().fetch(OTHER)).contains(second);
  }

  @Test
  void update_touchesOnlyMaskedFields() {
    dataStore.bundles().create(bundle(OTHER));
    for (BundleField field : BundleField.values()) {
      dataStore.bundles().set(bundle(OTHER));
      Bundle expected =
          switch (field) {
            case X509_AUTHORITIES ->
                bundle(OTHER).toBuilder().x509Authorities(full().x509Authorities()).build();
            case JWT_AUTHORITIES ->
                bundle(OTHER).toBuilder().jwtAuthorities(full().jwtAuthorities()).build();
            case WIT_AUTHORITIES ->
                bundle(OTHER).toBuilder().witAuthorities(full().witAuthorities()).build();
            case REFRESH_HINT ->
                bundle(OTHER).toBuilder().refreshHint(full().refreshHint()).build();
            case SEQUENCE_NUMBER ->
                bundle(OTHER).toBuilder().sequenceNumber(full().sequenceNumber()).build();
          };

      Stored<Bundle> updated =
          dataStore.bundles().update(full(), EnumSet.of(field), Expectation.any());

      assertThat(updated.value()).as(field.name()).isEqualTo(expected);
      assertThat(other.bundles().fetch(OTHER)).contains(updated);
    }
    assertThat(dataStore.bundles().update(full()).value()).isEqualTo(full());
  }

  @Test
  void update_badDataOutsideTheMaskIsIgnored() {
    dataStore.bundles().create(bundle(OTHER));
    Bundle bad = full().toBuilder().sequenceNumber(-1).build();

    assertThat(
            dataStore
                .bundles()
                .update(bad, EnumSet.of(BundleField.REFRESH_HINT), Expectation.any())
                .value()
                .sequenceNumber())
        .isEqualTo(42);
    assertRefused(Code.INVALID_ARGUMENT, () -> dataStore.bundles().update(bad));
  }

  @Test
  void update_noFields() {
    Stored<Bundle> created = dataStore.bundles().create(bundle(OTHER));

    Stored<Bundle> updated = dataStore.bundles().update(full(), Set.of(), Expectation.any());

    assertThat(updated.value()).isEqualTo(bundle(OTHER));
    assertThat(updated.modRevision()).isGreaterThan(created.modRevision());
  }

  @Test
  void update_missing() {
    assertRefused(Code.NOT_FOUND, () -> dataStore.bundles().update(bundle(OTHER)))
        .hasMessageContaining("bundle other.org");
  }

  @Test
  void update_expectedRevision() {
    Stored<Bundle> created = dataStore.bundles().create(bundle(OTHER));
    Stored<Bundle> updated =
        other
            .bundles()
            .update(
                full(), EnumSet.of(BundleField.SEQUENCE_NUMBER), Expectation.unchanged(created));

    assertRefused(
            Code.ABORTED,
            () ->
                dataStore
                    .bundles()
                    .update(
                        full(), EnumSet.allOf(BundleField.class), Expectation.unchanged(created)))
        .hasMessageContaining("revision " + updated.modRevision());
    assertRefused(
        Code.ABORTED,
        () ->
            dataStore.bundles().delete(OTHER, DeleteMode.RESTRICT, Expectation.unchanged(created)));
    assertThat(
            dataStore
                .bundles()
                .delete(OTHER, DeleteMode.RESTRICT, Expectation.unchanged(updated))
                .record())
        .isEqualTo(updated);
  }

  @Test
  void list_inOrderOfCreation() {
    dataStore.bundles().create(bundle(THIRD));
    other.bundles().create(bundle(OTHER));
    dataStore.bundles().update(bundle(THIRD));

    assertThat(dataStore.bundles().list())
        .extracting(stored -> stored.value().trustDomain())
        .containsExactly(THIRD, OTHER);
    assertThat(dataStore.bundles().list(PageRequest.first(1)).items()).hasSize(1);
    assertThat(dataStore.bundles().count()).isEqualTo(2);
  }

  @Test
  void delete_missing() {
    for (DeleteMode mode : DeleteMode.values()) {
      assertRefused(
          Code.NOT_FOUND, () -> dataStore.bundles().delete(OTHER, mode, Expectation.any()));
    }
  }

  @Test
  void delete_restrict() {
    dataStore.bundles().create(bundle(OTHER));
    CreatedEntry entry =
        dataStore.entries().create(entry(DB, "unix:uid:1").federatesWith(Set.of(OTHER)).build());

    assertRefused(Code.FAILED_PRECONDITION, () -> other.bundles().delete(OTHER))
        .hasMessageContaining("bundle other.org")
        .hasMessageContaining("1 registration entries federate with it");
    dataStore.entries().update(entry.entry().value().toBuilder().federatesWith(Set.of()).build());
    Deleted<Bundle> deleted = other.bundles().delete(OTHER);

    assertThat(deleted.record().value()).isEqualTo(bundle(OTHER));
    assertThat(deleted.floor().revision()).isGreaterThan(deleted.record().modRevision());
    assertThat(dataStore.bundles().fetch(OTHER)).isEmpty();
  }

  @Test
  void delete_dissociate() {
    dataStore.bundles().create(bundle(OTHER));
    dataStore.bundles().create(bundle(THIRD));
    CreatedEntry both =
        dataStore
            .entries()
            .create(entry(DB, "unix:uid:1").federatesWith(Set.of(OTHER, THIRD)).build());
    CreatedEntry none = dataStore.entries().create(entry(WEB, "unix:uid:1").build());

    other.bundles().delete(OTHER, DeleteMode.DISSOCIATE, Expectation.any());

    Stored<RegistrationEntry> left =
        dataStore.entries().fetch(both.entry().value().id()).orElseThrow();
    assertThat(left.value())
        .isEqualTo(both.entry().value().toBuilder().federatesWith(Set.of(THIRD)).build());
    assertThat(left.revisionNumber()).isEqualTo(1);
    assertThat(dataStore.entries().fetch(none.entry().value().id())).contains(none.entry());
    assertThat(dataStore.bundles().fetch(OTHER)).isEmpty();
    assertRefused(Code.FAILED_PRECONDITION, () -> dataStore.bundles().delete(THIRD));
    dataStore.entries().delete(left.value().id());
    dataStore.bundles().delete(THIRD);
  }

  @Test
  void delete_withItsEntries() {
    dataStore.bundles().create(bundle(OTHER));
    dataStore.bundles().create(bundle(THIRD));
    dataStore.entries().create(entry(DB, "unix:uid:1").federatesWith(Set.of(OTHER, THIRD)).build());
    dataStore.entries().create(entry(WEB, "unix:uid:1").federatesWith(Set.of(THIRD)).build());

    other.bundles().delete(OTHER, DeleteMode.DELETE, Expectation.any());

    assertThat(dataStore.entries().list(EntryFilter.all()))
        .extracting(stored -> stored.value().spiffeId())
        .containsExactly(WEB);
    // No key of the deleted entry is left behind: it can be created anew, and its bundle deleted.
    assertThat(dataStore.entries().create(entry(DB, "unix:uid:1").build()).existed()).isFalse();
    dataStore.bundles().delete(THIRD, DeleteMode.DELETE, Expectation.any());
    dataStore
        .entries()
        .list(EntryFilter.all())
        .forEach(it -> dataStore.entries().delete(it.value().id()));
    assertThat(store.blocking().count(CountRequest.of(KeyRange.all())).count())
        .as("only the format record is left")
        .isEqualTo(1);
  }

  @Test
  void delete_moreEntriesThanOneCommitHolds() {
    dataStore.bundles().create(bundle(OTHER));
    dataStore.bundles().create(bundle(THIRD));
    List<RegistrationEntry> entries = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      SpiffeId id = SpiffeId.parse("spiffe://example.org/" + i);
      entries.add(entry(id, "unix:uid:1").federatesWith(Set.of(i < 300 ? OTHER : THIRD)).build());
    }
    int part = (dataStore.status().limits().maxCommitOperations() - 2) / 5;
    for (int from = 0; from < entries.size(); from += part) {
      int until = Math.min(entries.size(), from + part);
      dataStore.entries().createAll(entries.subList(from, until));
    }

    other.bundles().delete(OTHER, DeleteMode.DISSOCIATE, Expectation.any());
    assertThat(dataStore.entries().count(EntryFilter.all())).isEqualTo(600);
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .filteredOn(it -> it.value().federatesWith().contains(OTHER))
        .isEmpty();
    other.bundles().delete(THIRD, DeleteMode.DELETE, Expectation.any());
    assertThat(dataStore.entries().count(EntryFilter.all())).isEqualTo(300);
    assertThat(dataStore.bundles().count()).isZero();
  }

  private static Bundle full() {
    return Bundle.builder(OTHER)
        .x509Authorities(
            List.of(
                X509Authority.of(Bytes.utf8("one")),
                X509Authority.of(Bytes.utf8("two")).asTainted()))
        .jwtAuthorities(List.of(AuthorityKey.of("k1", Bytes.utf8("key")).asTainted()))
        .witAuthorities(
            List.of(
                AuthorityKey.of("k2", Bytes.utf8("key"))
                    .expiringAt(Instant.parse("2030-01-01T00:00:00Z"))))
        .refreshHint(Duration.ofMinutes(5))
        .sequenceNumber(7)
        .build();
  }
}
