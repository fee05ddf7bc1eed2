package dev.holdfast.datastore.cache;

import static dev.holdfast.datastore.cache.Eventually.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.DataStoreStatus.State;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A DataStore whose store fails, beside another one whose store does not. */
class FaultTest {

  private static final TrustDomain OTHER = new TrustDomain("other.org");
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private final FakeTime time = new FakeTime();
  private final Store store = MemoryStoreProvider.open();
  private final FaultyStore faulty = new FaultyStore(store);
  private final DataStore sound = Servers.on(store, time);
  private final DataStore dataStore = Servers.impatient(faulty, time, PATIENCE);

  @AfterEach
  void close() {
    faulty.beforeGet(request -> CompletableFuture.completedFuture(null));
    faulty.comeBack();
    faulty.allowWatches();
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

  private static void assertCode(Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  private static Optional<Stored<RegistrationEntry>> cached(DataStore dataStore, String id) {
    return dataStore.entries().fetch(id, ReadConsistency.cached()).value();
  }

  @Test
  void write_answerLost() {
    faulty.lostAnswers.set(3);

    Stored<RegistrationEntry> created = dataStore.entries().create(entry("a")).entry();

    assertThat(faulty.lostAnswers).hasValue(0);
    assertThat(sound.entries().fetch("a")).contains(created);
    assertThat(created.revisionNumber()).isZero();
    faulty.lostAnswers.set(1);
    assertThat(dataStore.entries().update(entry("a")).revisionNumber())
        .as("a repeated commit is applied once")
        .isEqualTo(1);
    assertThat(sound.entries().fetch("a").orElseThrow().revisionNumber()).isEqualTo(1);
  }

  @Test
  void write_outcomeStaysUnknown() {
    faulty.lostAnswers.set(1_000);
    assertCode(Code.UNKNOWN, () -> dataStore.entries().create(entry("a")));
    faulty.lostAnswers.set(0);
    faulty.lostCommits.set(1_000);
    assertCode(Code.UNKNOWN, () -> dataStore.entries().create(entry("b")));
    faulty.lostCommits.set(0);

    // Whatever became of them, the cache is what the store is.
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .isEqualTo(sound.entries().list(EntryFilter.all()))
        .extracting(it -> it.value().id())
        .containsExactly("a");
  }

  @Test
  void write_onACacheThatIsBehind() {
    dataStore.entries().create(entry("a"));
    faulty.refuseWatches(ErrorReason.NOT_APPLIED);
    Stored<RegistrationEntry> changed =
        sound.entries().update(entry("a").toBuilder().hint("sound").build());
    sound.entries().create(entry("b"));
    sound.entries().create(entry("c"));
    sound.entries().delete("c");
    assertThat(cached(dataStore, "a").orElseThrow().value().hint()).isEmpty();

    EntryUpdate update =
        EntryUpdate.of(RegistrationEntry.builder().admin(true), EnumSet.of(EntryField.ADMIN));
    Stored<RegistrationEntry> updated =
        dataStore.entries().update("a", update, Expectation.unchanged(changed));

    assertThat(updated.value().hint()).isEqualTo("sound");
    assertThat(updated.value().admin()).isTrue();
    assertThat(dataStore.entries().create(entry("b").toBuilder().id("b2").build()).existed())
        .isTrue();
    assertThat(dataStore.entries().update("b", update, Expectation.any()).revisionNumber())
        .isEqualTo(1);
    assertCode(Code.NOT_FOUND, () -> dataStore.entries().delete("c"));
    assertThat(sound.entries().fetch("a")).contains(updated);
  }

  @Test
  void deleteNode_aliasThatTheCacheDoesNotKnowYet_goesToo() {
    SpiffeId agent = SpiffeId.parse("spiffe://example.org/agent");
    sound.nodes().create(AttestedNode.builder(agent).attestationType("join_token").build());
    assertThat(dataStore.nodes().fetch(agent)).isPresent();
    faulty.silenceWatches();
    sound
        .entries()
        .create(
            entry("alias").toBuilder()
                .parentId(agent)
                .selectors(Selector.parse("spiffe_id:" + agent))
                .build());

    assertCode(Code.UNAVAILABLE, () -> dataStore.nodes().delete(agent));
    assertThat(sound.nodes().fetch(agent)).as("nothing is deleted").isPresent();
    faulty.endWatches(ErrorReason.NOT_APPLIED);
    assertThat(dataStore.entries().count(EntryFilter.all())).isEqualTo(1);
    dataStore.nodes().delete(agent);

    assertThat(sound.nodes().fetch(agent)).isEmpty();
    assertThat(sound.entries().list(EntryFilter.all())).isEmpty();
  }

  @Test
  void write_takesOneCallWhenTheCacheIsUpToDate() {
    sound.bundles().create(Bundle.builder(OTHER).build());
    assertThat(dataStore.bundles().count()).isEqualTo(1);
    int gets = faulty.gets.get();
    int begins = faulty.begins.get();
    int commits = faulty.commits.get();

    dataStore.entries().create(entry("a"));
    dataStore.entries().update(entry("a").toBuilder().hint("h").build());
    dataStore.entries().create(entry("a"));
    dataStore.entries().delete("a");

    assertThat(faulty.commits.get() - commits).isEqualTo(4);
    assertThat(faulty.gets.get() - gets).isZero();
    assertThat(faulty.begins.get() - begins).isZero();
  }

  @Test
  void read_whileTheStoreIsAway() {
    Stored<RegistrationEntry> created = dataStore.entries().create(entry("a")).entry();
    faulty.goAway();
    waitUntil("the cache is stale", () -> dataStore.status().state() == State.STALE);
    time.advance(Duration.ofMinutes(5));

    Read<Optional<Stored<RegistrationEntry>>> read =
        dataStore.entries().fetch("a", ReadConsistency.cached());
    assertThat(read.value()).contains(created);
    assertThat(read.age()).isGreaterThan(Duration.ofMinutes(5));
    assertThat(dataStore.status().lastFailure()).isPresent();
    assertCode(Code.UNAVAILABLE, () -> dataStore.entries().fetch("a"));
    assertCode(Code.UNAVAILABLE, () -> dataStore.entries().create(entry("b")));

    sound.entries().create(entry("c"));
    faulty.comeBack();
    waitUntil("the cache follows again", () -> dataStore.status().state() == State.CURRENT);
    assertThat(dataStore.entries().fetch("c")).isPresent();
    assertThat(dataStore.entries().fetch("b")).isEmpty();
    assertThat(dataStore.entries().fetch("a", ReadConsistency.cached()).age())
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void age_whileCatchingUp() {
    dataStore.entries().create(entry("a"));
    faulty.goAway();
    waitUntil("the cache is stale", () -> dataStore.status().state() == State.STALE);
    sound.entries().create(entry("b"));
    sound.entries().create(entry("c"));
    time.advance(Duration.ofMinutes(5));
    faulty.tellOneCommit();
    faulty.comeBack();
    waitUntil("the first of two commits has come", () -> cached(dataStore, "b").isPresent());

    assertThat(cached(dataStore, "c")).isEmpty();
    assertThat(dataStore.status().age())
        .as("the store was ahead already when the watch began")
        .isGreaterThan(Duration.ofMinutes(5));
    faulty.tellAll();
    faulty.endWatches(ErrorReason.NOT_APPLIED);
    waitUntil("the second one has come", () -> cached(dataStore, "c").isPresent());
    waitUntil("the cache is young", () -> dataStore.status().age().toMinutes() < 1);
  }

  @Test
  void read_currentWhileTheWatchIsBroken() {
    dataStore.entries().create(entry("a"));
    faulty.refuseWatches(ErrorReason.NOT_APPLIED);
    sound.entries().create(entry("b"));

    assertCode(Code.UNAVAILABLE, () -> dataStore.entries().fetch("b"));
    assertThat(cached(dataStore, "b")).isEmpty();
    faulty.allowWatches();
    waitUntil("the cache follows again", () -> cached(dataStore, "b").isPresent());
  }

  @Test
  void read_afterWatchesEnd() {
    for (int i = 0; i < 20; i++) {
      faulty.endWatches(i % 2 == 0 ? ErrorReason.SLOW_CONSUMER : ErrorReason.NOT_APPLIED);
      sound.entries().create(entry("e" + i));
      int number = i;
      waitUntil("the entry is seen", () -> cached(dataStore, "e" + number).isPresent());
    }
    assertThat(faulty.begins).as("there was one load").hasValue(1);
    assertThat(dataStore.entries().list(EntryFilter.all()))
        .isEqualTo(sound.entries().list(EntryFilter.all()));
  }

  @Test
  void read_afterAWatchFellSilent() {
    dataStore.entries().create(entry("a"));
    faulty.silenceWatches();
    sound.entries().create(entry("b"));
    assertThat(cached(dataStore, "b")).isEmpty();

    waitUntil("the silence is noticed", () -> cached(dataStore, "b").isPresent());
    assertThat(faulty.watchesOpened.get()).isGreaterThan(1);
  }

  @Test
  void status_afterProgressIsLost() {
    dataStore.entries().create(entry("a"));
    assertThat(dataStore.status().state()).isEqualTo(State.CURRENT);
    faulty.silenceWatches();

    time.advance(Duration.ofSeconds(10));

    assertThat(dataStore.status().state()).isEqualTo(State.STALE);
    waitUntil("the cache follows again", () -> dataStore.status().state() == State.CURRENT);
  }

  @Test
  void load_oneForAllWhoWait() throws Exception {
    sound.entries().create(entry("a"));
    FaultyStore slow = new FaultyStore(store);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    slow.beforeGet(request -> gate);
    ExecutorService readers = Executors.newFixedThreadPool(50);
    try (DataStore loading = Servers.impatient(slow, time, Duration.ofSeconds(1))) {
      assertThat(loading.status().state()).isEqualTo(State.LOADING);
      assertCode(Code.UNAVAILABLE, () -> loading.entries().fetch("a", ReadConsistency.cached()));
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(readers.submit(() -> cached(loading, "a").isPresent()));
      }
      gate.complete(null);
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get(1, TimeUnit.MINUTES)).isTrue();
      }
      assertThat(slow.begins).hasValue(1);
    } finally {
      readers.shutdownNow();
    }
  }

  @Test
  void open_whileTheStoreIsAway() {
    sound.entries().create(entry("a"));
    FaultyStore absent = new FaultyStore(store);
    absent.goAway();
    try (DataStore waiting = Servers.impatient(absent, time, PATIENCE)) {
      assertCode(Code.UNAVAILABLE, () -> waiting.entries().fetch("a"));
      assertCode(Code.UNAVAILABLE, () -> waiting.entries().create(entry("b")));
      assertThat(waiting.status().state()).isEqualTo(State.LOADING);
      absent.comeBack();
      waitUntil("it has loaded", () -> waiting.status().state() == State.CURRENT);
      assertThat(waiting.entries().fetch("a")).isPresent();
    }
  }

  @Test
  void close_endsWaitsAndCalls() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    FaultyStore absent = new FaultyStore(store);
    absent.goAway();
    DataStore waiting = Servers.impatient(absent, time, Duration.ofMillis(1));
    try {
      waiting.close();
      Future<?> late = executor.submit(() -> waiting.entries().fetch("a"));
      assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("the DataStore has been closed");
    } finally {
      executor.shutdownNow();
    }
  }
}
