package dev.holdfast.datastore.cache;

import static dev.holdfast.datastore.cache.Eventually.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cache whose store's watch loses events without saying so. */
class VerificationTest {

  private final FakeTime time = new FakeTime();
  private final Store store = MemoryStoreProvider.open();
  private final FaultyStore faulty = new FaultyStore(store);
  private final DataStore sound = Servers.on(store, time);
  private final DataStore dataStore = Servers.verifying(faulty, time);

  @AfterEach
  void close() {
    dataStore.close();
    sound.close();
    store.close();
  }

  private static RegistrationEntry entry(String id) {
    return RegistrationEntry.builder()
        .id(id)
        .spiffeId(SpiffeId.parse("spiffe://example.org/" + id))
        .selectors(Selector.parse("unix:uid:1"))
        .build();
  }

  @Test
  void verify_lostCreate_isFoundHealedAndTold() {
    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      faulty.lostBatches.set(1);
      sound.entries().create(entry("a"));

      waitUntil("it is healed", () -> dataStore.entries().count(EntryFilter.all()) == 1);

      assertThat(faulty.lostBatches).hasValue(0);
      assertThat(dataStore.entries().fetch("a")).isEqualTo(sound.entries().fetch("a"));
      assertThat(dataStore.status().lastFailure().orElseThrow()).contains("differed", "r/e/a");
      ChangeSet told = stream.next(Duration.ofSeconds(20)).orElseThrow();
      assertThat(told.changes())
          .singleElement()
          .satisfies(it -> assertThat(it.key()).isEqualTo("a"));
    }
  }

  @Test
  void verify_lostUpdateAndDelete_areHealed() {
    sound.entries().create(entry("a"));
    sound.entries().create(entry("b"));
    assertThat(dataStore.entries().count(EntryFilter.all())).isEqualTo(2);
    faulty.lostBatches.set(2);
    sound.entries().update(entry("a").toBuilder().hint("h").build());
    sound.entries().delete("b");

    waitUntil(
        "it is healed",
        () ->
            dataStore
                .entries()
                .list(EntryFilter.all())
                .equals(sound.entries().list(EntryFilter.all())));
  }

  @Test
  void verify_whileMuchIsWritten_raisesNoFalseAlarm() {
    for (int i = 0; i < 300; i++) {
      sound.entries().create(entry("e" + i % 10));
      sound.entries().update(entry("e" + i % 10).toBuilder().hint("h" + i).build());
      sound.entries().delete("e" + i % 10);
    }

    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
    assertThat(dataStore.status().lastFailure()).isEmpty();
  }
}
