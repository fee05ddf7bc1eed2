package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

public abstract class EntryUpdatesContract extends DataStoreContract {

  @ParameterizedTest
  @EnumSource(EntryField.class)
  void update_oneField(EntryField field) {
    dataStore.bundles().create(bundle(OTHER));
    Stored<RegistrationEntry> before = create(entry(WEB, "unix:uid:1", "unix:uid:2").id("x"));
    EntryUpdate update = EntryUpdate.of(full(), EnumSet.of(field));

    Stored<RegistrationEntry> after = other.entries().update("x", update, Expectation.any());

    assertThat(after.value()).isEqualTo(update.applyTo(before.value()));
    assertThat(after.value()).isNotEqualTo(before.value());
    assertThat(after.revisionNumber()).isEqualTo(1);
    assertThat(after.createRevision()).isEqualTo(before.createRevision());
    assertThat(after.createdAt()).isEqualTo(before.createdAt());
    assertThat(after.modRevision()).isGreaterThan(before.modRevision());
    assertThat(dataStore.entries().fetch("x")).contains(after);
  }

  @Test
  void update_everyField() {
    dataStore.bundles().create(bundle(OTHER));
    create(entry(WEB, "unix:uid:1").id("x"));

    RegistrationEntry whole = full().toBuilder().id("x").build();

    assertThat(dataStore.entries().update(whole).value()).isEqualTo(whole);
  }

  @Test
  void update_noField() {
    Stored<RegistrationEntry> before = create(entry(WEB, "unix:uid:1").id("x"));

    Stored<RegistrationEntry> after =
        dataStore.entries().update(full().toBuilder().id("x").build(), Set.of());

    assertThat(after.value()).isEqualTo(before.value());
    assertThat(after.revisionNumber()).isEqualTo(1);
  }

  @Test
  void update_badDataOutsideTheMaskIsIgnored() {
    create(entry(WEB, "unix:uid:1").id("x"));
    RegistrationEntry bad =
        entry(DB)
            .id("x")
            .x509SvidTtl(Duration.ofSeconds(-1))
            .federatesWith(Set.of(OTHER))
            .hint("new")
            .build();

    RegistrationEntry after = dataStore.entries().update(bad, EnumSet.of(EntryField.HINT)).value();

    assertThat(after).isEqualTo(entry(WEB, "unix:uid:1").id("x").hint("new").build());
  }

  @Test
  void update_badData() {
    create(entry(WEB, "unix:uid:1").id("x"));

    assertRefused(
            Code.INVALID_ARGUMENT,
            () ->
                dataStore
                    .entries()
                    .update(entry(WEB).id("x").build(), EnumSet.of(EntryField.SELECTORS)))
        .hasMessageContaining("registration entry: selectors: ");
    assertRefused(
            Code.INVALID_ARGUMENT,
            () ->
                dataStore
                    .entries()
                    .update(
                        "x",
                        EntryUpdate.of(
                            RegistrationEntry.builder().jwtSvidTtl(Duration.ofSeconds(-1)),
                            EnumSet.of(EntryField.JWT_SVID_TTL)),
                        Expectation.any()))
        .hasMessageContaining("registration entry: jwt_svid_ttl: ");
    assertRefused(
            Code.INVALID_ARGUMENT,
            () ->
                dataStore
                    .entries()
                    .update(
                        "x",
                        EntryUpdate.of(
                            RegistrationEntry.builder(), EnumSet.of(EntryField.SPIFFE_ID)),
                        Expectation.any()))
        .hasMessageContaining("registration entry: spiffe_id: ");
    assertThat(dataStore.entries().fetch("x").orElseThrow().revisionNumber()).isZero();
  }

  @Test
  void update_storeSvidSeesTheStoredSelectors() {
    create(entry(WEB, "unix:uid:1", "k8s:ns:x").id("mixed"));
    create(
        entry(DB, "unix:uid:1")
            .id("prefetch")
            .additionalAttributes(new AdditionalAttributes(true, false)));
    create(entry(AGENT, "unix:uid:1").id("stored").storeSvid(true));
    RegistrationEntry.Builder storing = entry(DB).storeSvid(true);

    for (String id : List.of("mixed", "prefetch")) {
      assertRefused(
          Code.INVALID_ARGUMENT,
          () ->
              dataStore
                  .entries()
                  .update(
                      id,
                      EntryUpdate.of(storing, EnumSet.of(EntryField.STORE_SVID)),
                      Expectation.any()));
    }
    assertRefused(
            Code.INVALID_ARGUMENT,
            () ->
                dataStore
                    .entries()
                    .update(
                        "stored",
                        EntryUpdate.of(
                            entry(DB, "unix:uid:1", "k8s:ns:x"), EnumSet.of(EntryField.SELECTORS)),
                        Expectation.any()))
        .hasMessageContaining("one type");
  }

  @Test
  void update_missing() {
    assertRefused(
            Code.NOT_FOUND,
            () -> dataStore.entries().update(entry(DB, "unix:uid:1").id("x").build()))
        .hasMessageContaining("registration entry x");
  }

  @Test
  void update_expectedRevision() {
    Stored<RegistrationEntry> created = create(entry(WEB, "unix:uid:1").id("x"));
    EntryUpdate update =
        EntryUpdate.of(RegistrationEntry.builder().hint("h"), EnumSet.of(EntryField.HINT));
    Stored<RegistrationEntry> updated =
        other.entries().update("x", update, Expectation.unchanged(created));

    assertRefused(
        Code.ABORTED,
        () -> dataStore.entries().update("x", update, Expectation.unchanged(created)));
    assertThat(
            dataStore
                .entries()
                .update("x", update, Expectation.unchanged(updated))
                .revisionNumber())
        .isEqualTo(2);
  }

  @Test
  void update_wouldBeSimilarToAnother() {
    create(entry(WEB, "unix:uid:1").id("first"));
    create(entry(WEB, "unix:uid:2").id("second"));
    EntryUpdate update = EntryUpdate.of(entry(DB, "unix:uid:1"), EnumSet.of(EntryField.SELECTORS));

    assertRefused(
            Code.ALREADY_EXISTS, () -> other.entries().update("second", update, Expectation.any()))
        .hasMessageContaining("registration entry second")
        .hasMessageContaining("first");
    assertThat(dataStore.entries().update("first", update, Expectation.any()).revisionNumber())
        .as("an entry is not similar to itself")
        .isEqualTo(1);
  }

  @Test
  void update_movesSimilarity() {
    create(entry(WEB, "unix:uid:1").id("first"));
    other
        .entries()
        .update(
            "first",
            EntryUpdate.of(entry(DB, "unix:uid:2"), EnumSet.of(EntryField.SELECTORS)),
            Expectation.any());

    assertThat(dataStore.entries().create(entry(WEB, "unix:uid:1").build()).existed()).isFalse();
    CreatedEntry similar = dataStore.entries().create(entry(WEB, "unix:uid:2").build());
    assertThat(similar.existed()).isTrue();
    assertThat(similar.entry().value().id()).isEqualTo("first");
  }

  @Test
  void update_federatesWith() {
    create(entry(WEB, "unix:uid:1").id("x"));
    EntryUpdate federate =
        EntryUpdate.of(
            entry(DB).federatesWith(Set.of(OTHER)), EnumSet.of(EntryField.FEDERATES_WITH));
    EntryUpdate withdraw = EntryUpdate.of(entry(DB), EnumSet.of(EntryField.FEDERATES_WITH));

    assertRefused(
            Code.FAILED_PRECONDITION,
            () -> dataStore.entries().update("x", federate, Expectation.any()))
        .hasMessageContaining("other.org");
    dataStore.bundles().create(bundle(OTHER));
    other.entries().update("x", federate, Expectation.any());
    assertRefused(Code.FAILED_PRECONDITION, () -> dataStore.bundles().delete(OTHER));
    other.entries().update("x", withdraw, Expectation.any());
    dataStore.bundles().delete(OTHER);
  }

  private Stored<RegistrationEntry> create(RegistrationEntry.Builder entry) {
    return dataStore.entries().create(entry.build()).entry();
  }

  private static RegistrationEntry full() {
    return RegistrationEntry.builder()
        .id("full")
        .parentId(DB)
        .spiffeId(DB)
        .selectors(selector("unix:gid:1"))
        .federatesWith(Set.of(OTHER))
        .hint("hint")
        .downstream(true)
        .admin(true)
        .storeSvid(true)
        .x509SvidTtl(Duration.ofSeconds(1))
        .jwtSvidTtl(Duration.ofSeconds(2))
        .expiresAt(Instant.ofEpochSecond(3))
        .dnsNames(List.of("z", "a"))
        .additionalAttributes(new AdditionalAttributes(false, true))
        .build();
  }
}
