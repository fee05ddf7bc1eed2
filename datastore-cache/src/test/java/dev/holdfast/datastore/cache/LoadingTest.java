package dev.holdfast.datastore.cache;

import static dev.holdfast.datastore.cache.Eventually.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.datastore.DataStoreStatus.State;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.StateReload;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a DataStore tells of its loads while they go on. */
class LoadingTest {

  private static final int PAGE = 2;

  private final FakeTime time = new FakeTime();
  private final Store store = MemoryStoreProvider.open();
  private final DataStore sound = Servers.on(store, time);
  private final HeldBack heldBack = new HeldBack(store);

  @BeforeEach
  void create() {
    sound.entries().createAll(IntStream.range(0, 5).mapToObj(LoadingTest::entry).toList());
  }

  @AfterEach
  void close() {
    sound.close();
    store.close();
  }

  private static RegistrationEntry entry(int number) {
    return RegistrationEntry.builder()
        .id("e" + number)
        .spiffeId(SpiffeId.parse("spiffe://example.org/e" + number))
        .selectors(Selector.parse("unix:uid:1"))
        .build();
  }

  /** A store whose scans of all entries answer small pages, each when a test lets it. */
  private static final class HeldBack extends FaultyStore {

    private final BlockingQueue<CompletableFuture<Void>> pages = new LinkedBlockingQueue<>();

    HeldBack(Store beneath) {
      super(beneath);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      boolean ofEntries =
          request.range().equals(KeyRange.prefix(Layout.RECORDS))
              && request.limit().isEmpty()
              && request.startAfter().stream()
                  .noneMatch(key -> key.compareTo(StateReload.PARTING) >= 0);
      if (!ofEntries) {
        return super.get(request);
      }
      CompletableFuture<Void> page = new CompletableFuture<>();
      pages.add(page);
      return Futures.compose(page, ready -> super.get(request.limitedTo(PAGE)));
    }

    CompletableFuture<Void> nextPage() throws InterruptedException {
      return Objects.requireNonNull(pages.poll(20, TimeUnit.SECONDS), "no page was asked for");
    }
  }

  private static long records(DataStore dataStore) {
    return dataStore.status().loading().map(Loading::records).orElse(-1L);
  }

  @Test
  void status_duringTheFirstLoad_tellsWhatHasBeenRead() throws Exception {
    try (DataStore dataStore = Servers.on(heldBack, time)) {
      CompletableFuture<Void> page = heldBack.nextPage();
      time.advance(Duration.ofSeconds(10));
      DataStoreStatus status = dataStore.status();
      assertThat(status.state()).isEqualTo(State.LOADING);
      assertThat(status.loading().orElseThrow().records()).isZero();
      assertThat(status.loading().orElseThrow().elapsed())
          .isBetween(Duration.ofSeconds(10), Duration.ofMinutes(10));

      page.complete(null);
      waitUntil("a page has been read", () -> records(dataStore) == PAGE);
      heldBack.nextPage().complete(null);
      waitUntil("two pages have been read", () -> records(dataStore) == 2 * PAGE);
      assertThat(dataStore.status().state()).isEqualTo(State.LOADING);

      heldBack.nextPage().complete(null);
      waitUntil("it is loaded", () -> dataStore.status().state() == State.CURRENT);
      waitUntil("it is not loading", () -> dataStore.status().loading().isEmpty());
    }
  }

  @Test
  void status_duringALoadAnew_tellsWhatHasBeenReadAndWhatIsServed() throws Exception {
    try (DataStore dataStore = Servers.on(heldBack, time)) {
      for (int page = 0; page < 3; page++) {
        heldBack.nextPage().complete(null);
      }
      waitUntil("it is loaded", () -> dataStore.status().state() == State.CURRENT);

      heldBack.endWatches(ErrorReason.COMPACTED);
      heldBack.nextPage().complete(null);
      waitUntil("a page has been read", () -> records(dataStore) == PAGE);
      assertThat(dataStore.status().floor()).isPresent();

      heldBack.nextPage().complete(null);
      heldBack.nextPage().complete(null);
      waitUntil("it is not loading", () -> dataStore.status().loading().isEmpty());
    }
  }

  @Test
  void status_afterALoadThatFailed_isNotLoading() throws Exception {
    try (DataStore dataStore = Servers.on(heldBack, time)) {
      heldBack.nextPage().complete(null);
      waitUntil("a page has been read", () -> records(dataStore) == PAGE);
      heldBack.goAway();
      heldBack.nextPage().complete(null);

      waitUntil("it failed", () -> dataStore.status().lastFailure().isPresent());
      waitUntil("it is not loading", () -> dataStore.status().loading().isEmpty());
      assertThat(dataStore.status().state()).isEqualTo(State.LOADING);
    }
  }
}
