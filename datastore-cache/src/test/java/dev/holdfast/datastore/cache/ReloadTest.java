package dev.holdfast.datastore.cache;

import static dev.holdfast.datastore.cache.Eventually.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.Change.Operation;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreStatus.State;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EventRequest;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A DataStore that has to load its state anew. */
class ReloadTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FakeTime time = new FakeTime();
  private final Store store = forgetful();
  private final Store secondStore = forgetful();
  private final FaultyStore faulty = new FaultyStore(store);
  private final DataStore sound = Servers.on(store, time);
  private final DataStore second = Servers.on(secondStore, time);
  private final DataStore dataStore = Servers.impatient(faulty, time, Duration.ofMillis(300));

  /** Returns a store that keeps next to no history. */
  private static Store forgetful() {
    return new MemoryStoreProvider()
        .open(
            "",
            StoreOptions.of(
                Map.of(
                    StoreOptions.HISTORY_RETENTION_MS, "1",
                    MemoryStoreProvider.HISTORY_RETENTION_REVISIONS, "0")));
  }

  @AfterEach
  void close() {
    faulty.allowWatches();
    faulty.comeBack();
    dataStore.close();
    sound.close();
    second.close();
    store.close();
    secondStore.close();
  }

  private static RegistrationEntry entry(String id) {
    return RegistrationEntry.builder()
        .id(id)
        .spiffeId(SpiffeId.parse("spiffe://example.org/" + id))
        .selectors(Selector.parse("unix:uid:1"))
        .build();
  }

  private static List<Stored<RegistrationEntry>> cached(DataStore dataStore) {
    return dataStore.entries().list(EntryFilter.all(), ReadConsistency.cached()).value();
  }

  private static List<Stored<RegistrationEntry>> current(DataStore dataStore) {
    return dataStore.entries().list(EntryFilter.all());
  }

  /** Changes the store behind the back of the cache, until history is gone. */
  private void changeUnseen() {
    faulty.refuseWatches(ErrorReason.NOT_APPLIED);
    sound.entries().update(entry("b").toBuilder().hint("new").build());
    sound.entries().delete("c");
    sound.entries().create(entry("d"));
    for (int i = 0; i < 20; i++) {
      sound.entries().update(entry("d").toBuilder().hint("h" + i).build());
    }
  }

  private static void drain(ChangeStream stream) {
    Optional<ChangeSet> next;
    do {
      next = stream.next(PATIENCE);
    } while (next.isPresent());
  }

  @Test
  void load_ofABoundedKind() {
    JoinToken token = new JoinToken("token", Instant.ofEpochSecond(2_000_000_000));
    JoinToken other = new JoinToken("other", Instant.ofEpochSecond(2_000_000_000));
    sound.joinTokens().create(token);
    sound.entries().createAll(List.of(entry("b"), entry("c")));
    try (DataStore bounded = Servers.bounded(faulty, time);
        ChangeStream all = bounded.watch(ChangeRequest.now());
        ChangeStream entries =
            bounded.watch(ChangeRequest.now().ofKinds(RecordKind.REGISTRATION_ENTRY))) {
      assertThat(bounded.joinTokens().fetch("token")).isPresent();
      assertThat(bounded.joinTokens().fetch("other")).isEmpty();
      sound.joinTokens().delete("token");
      sound.joinTokens().create(other);
      assertThat(bounded.joinTokens().fetch("token")).as("changed, and told").isEmpty();
      sound.joinTokens().create(token);
      assertThat(bounded.joinTokens().fetch("token")).isPresent();
      faulty.refuseWatches(ErrorReason.NOT_APPLIED);
      sound.joinTokens().delete("token");
      sound.joinTokens().delete("other");
      changeUnseen();
      faulty.allowWatches();

      assertThat(bounded.joinTokens().fetch("token")).as("changed, and not told").isEmpty();
      assertThat(bounded.joinTokens().fetch("other")).isEmpty();
      assertThat(bounded.status().counts().get(RecordKind.JOIN_TOKEN)).isZero();
      assertThat(entries.next(PATIENCE).orElseThrow().changes()).isNotEmpty();
      assertThatThrownBy(() -> drain(all))
          .isInstanceOfSatisfying(
              DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.COMPACTED));
    }
  }

  @Test
  void load_afterHistoryWasCompacted() {
    sound.entries().createAll(List.of(entry("a"), entry("b"), entry("c")));
    assertThat(current(dataStore)).hasSize(3);
    List<Stored<RegistrationEntry>> before = cached(dataStore);
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      Floor old = stream.position();
      changeUnseen();
      waitUntil("the cache is stale", () -> dataStore.status().state() == State.STALE);
      assertThat(cached(dataStore)).as("the old state is served").isEqualTo(before);
      faulty.allowWatches();
      waitUntil("the cache follows again", () -> dataStore.status().state() == State.CURRENT);
      waitUntil("it has loaded", () -> faulty.begins.get() == 2);

      assertThat(current(dataStore)).isEqualTo(current(sound));
      assertThat(current(dataStore))
          .extracting(it -> it.value().id())
          .containsExactly("a", "b", "d");
      ChangeSet difference = stream.next(PATIENCE).orElseThrow();
      assertThat(difference.changes())
          .extracting(Change::operation, Change::key)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple(Operation.UPDATED, "b"),
              org.assertj.core.groups.Tuple.tuple(Operation.DELETED, "c"),
              org.assertj.core.groups.Tuple.tuple(Operation.CREATED, "d"));
      assertThat(difference.floor().historyId()).isEqualTo(old.historyId());
      assertThat(difference.floor().revision()).isGreaterThan(old.revision());

      // Somebody who knows part of what the load brought cannot be told the rest of it.
      Floor between = new Floor(old.historyId(), old.revision() + 2);
      assertThatThrownBy(
              () -> {
                try (ChangeStream late = dataStore.watch(ChangeRequest.after(between))) {
                  var unused = late.next(PATIENCE);
                }
              })
          .isInstanceOfSatisfying(
              DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.COMPACTED));
      try (ChangeStream resumed = dataStore.watch(ChangeRequest.after(old))) {
        assertThat(resumed.next(PATIENCE).orElseThrow()).isEqualTo(difference);
      }
    }
  }

  @Test
  void load_afterAnotherHistoryTookItsPlace() {
    sound.entries().createAll(List.of(entry("a"), entry("b"), entry("c")));
    second.entries().createAll(List.of(entry("z"), entry("b").toBuilder().hint("two").build()));
    second.entries().create(entry("a"));
    assertThat(current(dataStore)).hasSize(3);
    Page<Stored<RegistrationEntry>> page =
        dataStore.entries().list(EntryFilter.all(), PageRequest.first(1));
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      Floor old = stream.position();
      faulty.replaceBy(secondStore);
      waitUntil(
          "the new history is there",
          () -> !dataStore.status().floor().orElseThrow().historyId().equals(old.historyId()));

      assertThat(current(dataStore)).isEqualTo(current(second));
      assertThat(current(dataStore))
          .extracting(it -> it.value().id())
          .containsExactly("z", "b", "a");
      ChangeSet difference = stream.next(PATIENCE).orElseThrow();
      Set<String> changed = new HashSet<>();
      difference.changes().forEach(change -> changed.add(change.operation() + " " + change.key()));
      assertThat(changed).contains("CREATED z", "DELETED c").hasSize(4);
      assertThat(difference.floor().historyId()).isNotEqualTo(old.historyId());
      assertReason(
          Reason.HISTORY_CHANGED,
          () -> dataStore.entries().fetch("a", ReadConsistency.atLeast(old)));
      assertReason(Reason.HISTORY_CHANGED, () -> dataStore.watch(ChangeRequest.after(old)));
    }
    assertReason(
        Reason.BAD_PAGE_TOKEN,
        () ->
            dataStore
                .entries()
                .list(
                    EntryFilter.all(),
                    PageRequest.first(1).continuingWhenMoved().after(page.next().orElseThrow())));
    assertThat(dataStore.entries().create(entry("new")).existed()).isFalse();
    assertThat(current(second)).hasSize(4);
  }

  private static void assertReason(
      Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void read_duringLoads_seesWholeStatesThatNeverGoBack() throws Exception {
    List<RegistrationEntry> pair = List.of(entry("left"), entry("right"));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Future<Integer> reader =
        executor.submit(
            () -> {
              long revision = 0;
              int reads = 0;
              while (!done.get()) {
                Read<List<Stored<RegistrationEntry>>> read =
                    dataStore.entries().list(EntryFilter.all(), ReadConsistency.cached());
                assertThat(read.floor().revision()).isGreaterThanOrEqualTo(revision);
                revision = read.floor().revision();
                assertThat(read.value()).hasSizeBetween(0, 2);
                if (read.value().size() == 2) {
                  assertThat(read.value().get(0).createRevision())
                      .as("both are of one commit")
                      .isEqualTo(read.value().get(1).createRevision());
                }
                reads++;
              }
              return reads;
            });
    try {
      for (int i = 0; i < 30; i++) {
        sound.entries().createAll(pair);
        faulty.endWatches(ErrorReason.COMPACTED);
        sound.entries().delete("left");
        sound.entries().delete("right");
      }
      Floor last = sound.entries().createAll(pair).get(0).entry().floor();
      waitUntil(
          "the cache is there",
          () -> dataStore.status().floor().orElseThrow().revision() >= last.revision());
      assertThat(cached(dataStore)).hasSize(2);
    } finally {
      done.set(true);
      executor.shutdown();
    }
    assertThat(reader.get(1, TimeUnit.MINUTES)).isPositive();
  }

  @Test
  void load_slowPageAgainstANewerWrite() {
    sound.entries().createAll(List.of(entry("a"), entry("b")));
    FaultyStore slow = new FaultyStore(store);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    List<String> scans = new ArrayList<>();
    slow.beforeGet(
        request -> {
          if (request.range().contains(dev.holdfast.store.Bytes.utf8("r/e/a"))) {
            scans.add("scan");
            return gate;
          }
          return CompletableFuture.completedFuture(null);
        });
    try (DataStore loading = Servers.impatient(slow, time, Duration.ofMillis(300))) {
      waitUntil("the scan waits", () -> !scans.isEmpty());
      // The transaction of the load may expire meanwhile: then it loads again.
      Stored<RegistrationEntry> newer =
          sound.entries().update(entry("a").toBuilder().hint("newer").build());
      sound.entries().delete("b");
      gate.complete(null);
      waitUntil(
          "it has caught up",
          () -> loading.status().floor().map(Floor::revision).orElse(0L) > newer.modRevision());

      assertThat(cached(loading)).containsExactly(newer);
    }
  }

  @Test
  void load_neverGoesBackWithinAHistory() {
    // The stale replica answers an older revision of the same history.
    sound.entries().create(entry("a"));
    assertThat(current(dataStore)).hasSize(1);
    Floor before = dataStore.status().floor().orElseThrow();
    RestoredStore restored = new RestoredStore(store);
    faulty.refuseWatches(ErrorReason.COMPACTED);
    restored.goBack(before.revision() - 1);
    faulty.replaceBy(restored);
    faulty.allowWatches();

    waitUntil(
        "it is noticed",
        () ->
            dataStore
                .status()
                .lastFailure()
                .filter(text -> text.contains("of a history of which revision"))
                .isPresent());
    assertThat(dataStore.status().floor().orElseThrow().revision())
        .isGreaterThanOrEqualTo(before.revision());
    assertThat(dataStore.status().state()).isEqualTo(State.STALE);
    assertThat(cached(dataStore)).hasSize(1);

    restored.catchUp();
    waitUntil("the cache follows again", () -> dataStore.status().state() == State.CURRENT);
    sound.entries().create(entry("b"));
    assertThat(current(dataStore)).hasSize(2);
  }

  @Test
  void stream_afterWhatTheStoreKeepsNoLonger() {
    Floor floor = sound.entries().create(entry("a")).entry().floor();
    for (int i = 0; i < 20; i++) {
      sound.entries().update(entry("a").toBuilder().hint("h" + i).build());
    }
    assertThat(current(dataStore)).hasSize(1);
    time.advance(Duration.ofMinutes(2));
    sound.entries().create(entry("b"));
    assertThat(current(dataStore)).hasSize(2);

    assertReason(Reason.COMPACTED, () -> dataStore.watch(ChangeRequest.after(floor)));
    assertReason(Reason.COMPACTED, () -> dataStore.listEvents(EventRequest.after(floor)));
    faulty.goAway();
    assertReason(Reason.AWAY, () -> dataStore.watch(ChangeRequest.after(floor)));
  }

  @Test
  void stream_readerTooSlow() {
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      sound.entries().create(entry("a"));
      assertThat(current(dataStore)).hasSize(1);
      time.advance(Duration.ofMinutes(2));
      sound.entries().create(entry("b"));
      assertThat(current(dataStore)).hasSize(2);

      assertReason(Reason.SLOW_CONSUMER, stream::next);
    }
  }
}
