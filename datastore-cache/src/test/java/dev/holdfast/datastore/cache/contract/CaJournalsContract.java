package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Stored;
import dev.holdfast.store.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

public abstract class CaJournalsContract extends DataStoreContract {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private static CaJournal journal(String id, String active, Optional<Instant> expiresAt) {
    return new CaJournal(id, Bytes.utf8("data of " + id), active, expiresAt);
  }

  @Test
  void create_thenFetchAndListAnywhere() {
    Stored<CaJournal> first = dataStore.caJournals().create(journal("1", "key", Optional.of(NOON)));
    Stored<CaJournal> second = dataStore.caJournals().create(journal("2", "key", Optional.empty()));

    assertThat(other.caJournals().fetch("1")).contains(first);
    assertThat(other.caJournals().fetch("3")).isEmpty();
    assertThat(other.caJournals().fetchByActiveX509Authority("key"))
        .as("the first of several")
        .contains(first);
    assertThat(other.caJournals().fetchByActiveX509Authority("none")).isEmpty();
    assertThat(other.caJournals().list()).containsExactly(first, second);
    assertThat(other.caJournals().list(PageRequest.first(1)).items()).containsExactly(first);
    assertRefused(
        Code.ALREADY_EXISTS,
        () -> other.caJournals().create(journal("1", "key", Optional.empty())));
  }

  @Test
  void page_longAfterTheFirst() {
    dataStore.caJournals().create(journal("1", "key", Optional.empty()));
    Stored<CaJournal> second = dataStore.caJournals().create(journal("2", "key", Optional.empty()));
    PageRequest first = PageRequest.first(1);
    PageRequest next = first.after(dataStore.caJournals().list(first).next().orElseThrow());

    time.advance(Duration.ofSeconds(80));
    assertThat(dataStore.caJournals().list(next).items())
        .as("nothing has changed since")
        .containsExactly(second);
    dataStore.caJournals().create(journal("3", "key", Optional.empty()));
    time.advance(Duration.ofSeconds(80));
    assertRefused(Code.ABORTED, () -> dataStore.caJournals().list(next));
  }

  @Test
  void create_withoutId_getsANumber() {
    Stored<CaJournal> created =
        dataStore.caJournals().create(new CaJournal(Bytes.empty(), "key", Optional.empty()));

    assertThat(Long.parseLong(created.value().id())).isNotNegative();
    assertThat(other.caJournals().fetch(created.value().id())).contains(created);
  }

  @Test
  void create_brokenRules() {
    assertRefused(
            Code.INVALID_ARGUMENT,
            () -> dataStore.caJournals().create(journal("1", "", Optional.empty())))
        .hasMessageContaining("CA journal: active_x509_authority_id: it is empty");
    assertRefused(
            Code.INVALID_ARGUMENT,
            () -> dataStore.caJournals().create(journal("a b", "key", Optional.empty())))
        .hasMessageContaining("CA journal: id: ");
    assertThat(other.caJournals().list()).isEmpty();
  }

  @Test
  void update_everyField() {
    Stored<CaJournal> created =
        dataStore.caJournals().create(journal("1", "key", Optional.of(NOON)));
    CaJournal changed = new CaJournal("1", Bytes.utf8("new"), "another", Optional.empty());

    Stored<CaJournal> updated = other.caJournals().update(changed, Expectation.unchanged(created));

    assertThat(updated.value()).isEqualTo(changed);
    assertThat(updated.revisionNumber()).isEqualTo(1);
    assertThat(updated.createdAt()).isEqualTo(created.createdAt());
    assertThat(dataStore.caJournals().fetchByActiveX509Authority("another")).contains(updated);
    assertThat(dataStore.caJournals().fetchByActiveX509Authority("key")).isEmpty();
    assertRefused(
        Code.ABORTED, () -> other.caJournals().update(changed, Expectation.unchanged(created)));
    assertRefused(
        Code.NOT_FOUND, () -> other.caJournals().update(journal("2", "key", Optional.empty())));
  }

  @Test
  void prune_thoseWhoseLastAuthorityHasExpired() {
    dataStore.caJournals().create(journal("never", "key", Optional.empty()));
    dataStore.caJournals().create(journal("later", "key", Optional.of(NOON.plusNanos(1))));
    dataStore.caJournals().create(journal("then", "key", Optional.of(NOON)));
    dataStore.caJournals().create(journal("before", "key", Optional.of(NOON.minusSeconds(1))));

    assertThat(other.caJournals().prune(NOON, 10).count()).isEqualTo(2);

    assertThat(dataStore.caJournals().list())
        .extracting(it -> it.value().id())
        .containsExactly("never", "later");
    assertThat(other.caJournals().prune(NOON, 10).count()).isZero();
  }
}
