package dev.holdfast.server.entry;

import static dev.holdfast.server.output.Result.Outcome.CREATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Entries;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.server.output.Result;
import dev.holdfast.server.output.Result.Outcome;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class BulkCreateTest {

  private static final int PART = 10;
  private static final DataStoreLimits LIMITS = new DataStoreLimits(1 << 20, 4 * PART + 1, 3 << 20);

  private final Store store = MemoryStoreProvider.open();
  private final DataStore dataStore = DataStores.on(store);

  @AfterEach
  void close() {
    dataStore.close();
    store.close();
  }

  private static RegistrationEntry entry(int number) {
    return RegistrationEntry.builder()
        .spiffeId(SpiffeId.parse("spiffe://example.org/e" + number))
        .selectors(Selector.parse("unix:uid:1"))
        .build();
  }

  /** Returns entries of which some are created when a test lets them. */
  private Entries held(UnaryOperator<List<RegistrationEntry>> hold) {
    return (Entries)
        Proxy.newProxyInstance(
            Entries.class.getClassLoader(),
            new Class<?>[] {Entries.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("createAll");
              return create(hold, arguments[0]);
            });
  }

  @SuppressWarnings("unchecked")
  private List<CreatedEntry> create(UnaryOperator<List<RegistrationEntry>> hold, Object some) {
    return dataStore.entries().createAll(hold.apply((List<RegistrationEntry>) some));
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(60, TimeUnit.SECONDS)).as("the gate opens").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Adds entries in a thread of its own. */
  private static final class Adder {

    final List<Result<RegistrationEntry>> told = new ArrayList<>();
    final List<Integer> progress = new ArrayList<>();
    final AtomicInteger added = new AtomicInteger();
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private final Thread thread;

    Adder(Entries entries, List<RegistrationEntry> all) {
      this.thread = new Thread(() -> run(entries, all), "adder");
      thread.start();
    }

    private void run(Entries entries, List<RegistrationEntry> all) {
      try (BulkCreate creation = new BulkCreate(entries, LIMITS, told::add, progress::add)) {
        for (RegistrationEntry entry : all) {
          added.incrementAndGet();
          creation.add(entry);
        }
        creation.finish();
        done.complete(added.get());
      } catch (RuntimeException e) {
        done.completeExceptionally(e);
      }
    }

    /** Waits until it waits, and returns how many it has added by then. */
    int addedUntilItWaits() {
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(thread.isAlive()).as("it is still adding").isTrue();
        Thread.onSpinWait();
      }
      return added.get();
    }

    List<Result<RegistrationEntry>> results() throws Exception {
      done.get(60, TimeUnit.SECONDS);
      return told;
    }
  }

  private Entries heldUntil(CountDownLatch gate) {
    return held(
        some -> {
          await(gate);
          return some;
        });
  }

  @Test
  void add_whileCommitsAreUnderWay_holdsNoMoreThanOnePartBesides() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Entries slow = heldUntil(gate);
    Adder adder = new Adder(slow, IntStream.range(0, 200).mapToObj(i -> entry(i)).toList());

    assertThat(adder.addedUntilItWaits()).isEqualTo((BulkCreate.UNDER_WAY + 1) * PART + 1);

    gate.countDown();
    assertThat(adder.results()).hasSize(200);
  }

  @Test
  void results_areToldInTheOrderOfTheRequest() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    String first = "spiffe://example.org/e0";
    Entries overtaking =
        held(
            some -> {
              if (some.get(0).spiffeId().toString().equals(first)) {
                await(second);
              } else {
                second.countDown();
              }
              return some;
            });
    Adder adder = new Adder(overtaking, IntStream.range(0, 35).mapToObj(i -> entry(i)).toList());

    assertThat(adder.results())
        .extracting(Result::index)
        .containsExactlyElementsOf(IntStream.range(0, 35).boxed().toList());
    assertThat(adder.progress).containsExactly(10, 20, 30, 35);
  }

  @Test
  void add_ofASimilarEntry_waitsForTheOneBefore() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Entries slow = heldUntil(gate);
    List<RegistrationEntry> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(entry(i).toBuilder().hint("first").build());
    }
    all.set(PART + 3, entry(3).toBuilder().id("other").hint("second").build());
    Adder adder = new Adder(slow, all);

    assertThat(adder.addedUntilItWaits())
        .as("the second part is held back")
        .isEqualTo(2 * PART + 1);

    gate.countDown();
    List<Result<RegistrationEntry>> results = adder.results();
    assertThat(results.get(3).outcome()).isEqualTo(CREATED);
    assertThat(results.get(PART + 3).outcome()).isEqualTo(Outcome.EXISTED);
    assertThat(results.get(PART + 3).record().map(Stored::value).orElseThrow().hint())
        .isEqualTo("first");
  }

  @Test
  void add_ofAnotherEntryWithTheSameId_isRefused() throws Exception {
    List<RegistrationEntry> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(entry(i).toBuilder().id("id" + i).build());
    }
    all.set(PART + 3, entry(PART + 3).toBuilder().id("id3").build());
    List<Result<RegistrationEntry>> results = new Adder(dataStore.entries(), all).results();
    assertThat(results.get(3).outcome()).isEqualTo(CREATED);
    assertThat(results.get(PART + 3).failure().orElseThrow().field())
        .contains("entries[" + (PART + 3) + "].id");
    assertThat(results).filteredOn(it -> it.outcome() == CREATED).hasSize(49);
  }

  @Test
  void add_afterAFault_isNotSwallowed() {
    Entries broken =
        held(
            some -> {
              throw new IllegalStateException("as the test has it");
            });
    Adder adder = new Adder(broken, IntStream.range(0, 50).mapToObj(i -> entry(i)).toList());
    assertThatThrownBy(adder::results).hasRootCauseMessage("as the test has it");
  }

  @Test
  void add_afterTheServerHasGone_isNotTried() {
    AtomicInteger commits = new AtomicInteger();
    Entries leaving =
        held(
            some -> {
              if (commits.incrementAndGet() > 2) {
                throw new DataStoreException(Reason.AWAY, "the server has gone");
              }
              return some;
            });
    Adder adder = new Adder(leaving, IntStream.range(0, 500).mapToObj(i -> entry(i)).toList());

    assertThatThrownBy(adder::results)
        .cause()
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.AWAY));
    assertThat(adder.told).extracting(Result::outcome).hasSize(2 * PART).containsOnly(CREATED);
    assertThat(adder.added).hasValueLessThanOrEqualTo((BulkCreate.UNDER_WAY + 3) * PART + 1);
    assertThat(commits).hasValueLessThanOrEqualTo(BulkCreate.UNDER_WAY + 2);
  }

  @Test
  void add_afterContention_isTried() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    Entries contended =
        held(
            some -> {
              if (commits.incrementAndGet() == 2) {
                throw new DataStoreException(Reason.CONTENTION, "others write as well");
              }
              return some;
            });
    Adder adder = new Adder(contended, IntStream.range(0, 50).mapToObj(i -> entry(i)).toList());

    assertThat(adder.results()).hasSize(50);
    assertThat(adder.told).filteredOn(it -> it.outcome() == CREATED).hasSize(50 - PART);
  }

  @Test
  void parts_meet_whereTheirEntriesAreSimilarOrShareAnId() {
    RegistrationEntry entry =
        entry(1).toBuilder().selectors(Selector.parse("a:1"), Selector.parse("b:2")).build();
    Part part = part(entry);
    assertThat(
            part.mayMeet(
                part(
                    entry.toBuilder()
                        .id("x")
                        .hint("h")
                        .selectors(Selector.parse("b:2"), Selector.parse("a:1"))
                        .build())))
        .isTrue();
    assertThat(part.mayMeet(part(entry(2).toBuilder().id(entry.id()).build()))).isTrue();
    assertThat(part.mayMeet(part(entry(2)))).isFalse();
    assertThat(
            part.mayMeet(
                part(
                    entry.toBuilder()
                        .id("x")
                        .parentId(SpiffeId.parse("spiffe://example.org/agent"))
                        .build())))
        .isFalse();
  }

  private static Part part(RegistrationEntry entry) {
    Part part = new Part();
    part.add(new Item(0, entry));
    return part;
  }
}
