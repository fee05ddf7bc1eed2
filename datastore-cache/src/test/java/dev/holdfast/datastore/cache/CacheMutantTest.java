package dev.holdfast.datastore.cache;

import static dev.holdfast.datastore.cache.Eventually.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The classic faults of read caches, each planted where the cache is fed: what finds that the cache
 * has none of them finds each when it is there.
 */
class CacheMutantTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final FakeTime time = new FakeTime();
  private final Store store = MemoryStoreProvider.open();
  private final DataStore sound = Servers.on(store, time);

  @AfterEach
  void close() {
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

  /** Whether the cache has lost a batch of events, or is told all of them. */
  private enum Feed {
    WHOLE,
    WITHOUT_THE_NEXT_BATCH;

    void of(FaultyStore store) {
      store.lostBatches.set(this == WHOLE ? 0 : 1);
    }
  }

  @Test
  void absence_thatIsNotInvalidated_isFound() {
    requireCreationToBeSeen(Feed.WHOLE);
    assertThatThrownBy(() -> requireCreationToBeSeen(Feed.WITHOUT_THE_NEXT_BATCH))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("what was absent and then created");
  }

  /** Reads an absent record, has another server create it, and reads it again. */
  private void requireCreationToBeSeen(Feed feed) {
    FaultyStore faulty = new FaultyStore(store);
    String id = "created-" + feed;
    try (DataStore cache = Servers.on(faulty, time)) {
      assertThat(cache.entries().fetch(id)).isEmpty();
      feed.of(faulty);
      Stored<RegistrationEntry> created = sound.entries().create(entry(id)).entry();
      assertThat(cache.entries().fetch(id))
          .as("what was absent and then created")
          .contains(created);
    }
  }

  @Test
  void unknownOutcome_thatInvalidatesNothing_isFound() {
    requireUnknownWriteToBeSeen(Feed.WHOLE);
    assertThatThrownBy(() -> requireUnknownWriteToBeSeen(Feed.WITHOUT_THE_NEXT_BATCH))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("what became of an unknown write");
  }

  /** Makes a write whose outcome stays unknown, and compares the cache with the store. */
  private void requireUnknownWriteToBeSeen(Feed feed) {
    FaultyStore faulty = new FaultyStore(store);
    String id = "unknown-" + feed;
    try (DataStore cache = Servers.impatient(faulty, time, PATIENCE)) {
      waitUntil("it has loaded", () -> cache.status().floor().isPresent());
      feed.of(faulty);
      faulty.lostAnswers.set(Integer.MAX_VALUE);
      assertThatThrownBy(() -> cache.entries().create(entry(id)))
          .isInstanceOfSatisfying(
              DataStoreException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN));
      Stored<RegistrationEntry> written = sound.entries().fetch(id).orElseThrow();
      waitUntil("it is where the write is", () -> reaches(cache, written.floor()));
      assertThat(cached(cache)).as("what became of an unknown write").isEqualTo(cached(sound));
    }
  }

  /** Which revision a load takes its pages to be of. */
  private enum Fill {
    AS_READ,
    AS_OF_LATER
  }

  @Test
  void fill_thatTakesOldPagesForNewOnes_isFound() {
    requireFillToYield(Fill.AS_READ);
    assertThatThrownBy(() -> requireFillToYield(Fill.AS_OF_LATER))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("what was written while the cache was filled");
  }

  /** Changes records between the moment that a load is of and its pages. */
  private void requireFillToYield(Fill fill) {
    sound.entries().createAll(List.of(entry("a-" + fill), entry("b-" + fill)));
    AtomicReference<Floor> written = new AtomicReference<>();
    FaultyStore racing =
        new FaultyStore(store) {
          @Override
          public CompletableFuture<BeginResult> begin(BeginRequest request) {
            return Futures.map(
                super.begin(request),
                begun -> {
                  if (written.get() != null) {
                    return begun;
                  }
                  sound.entries().delete("b-" + fill);
                  RegistrationEntry newer = entry("a-" + fill).toBuilder().hint("newer").build();
                  written.set(sound.entries().update(newer).floor());
                  return fill == Fill.AS_READ ? begun : late(begun);
                });
          }
        };
    try (DataStore cache = Servers.on(racing, time)) {
      waitUntil("the writes are made", () -> written.get() != null);
      waitUntil("it is where the writes are", () -> reaches(cache, written.get()));
      assertThat(cached(cache))
          .as("what was written while the cache was filled")
          .isEqualTo(cached(sound));
    }
  }

  private BeginResult late(BeginResult begun) {
    CountRequest anything = CountRequest.of(KeyRange.all());
    return new BeginResult(
        begun.txn(), BlockingStore.await(store.count(anything)).header(), begun.lease());
  }

  private static boolean reaches(DataStore cache, Floor floor) {
    return cache.status().floor().filter(it -> it.revision() >= floor.revision()).isPresent();
  }

  private static List<Stored<RegistrationEntry>> cached(DataStore dataStore) {
    return dataStore.entries().list(EntryFilter.all(), ReadConsistency.cached()).value();
  }
}
