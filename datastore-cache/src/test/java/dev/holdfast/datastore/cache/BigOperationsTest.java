package dev.holdfast.datastore.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.PruneScope;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.engine.OptimisticStore;
import dev.holdfast.store.engine.StoreEngine;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Operations on more records than one commit of the store holds. */
class BigOperationsTest {

  private static final int MANY = 1_000;
  private static final int MOST_OPERATIONS = 64;
  private static final TrustDomain OTHER = new TrustDomain("other.org");
  private static final TrustDomain THIRD = new TrustDomain("third.org");
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private final FailingStore store = new FailingStore(new OptimisticStore(smallEngine()));
  private final DataStore dataStore =
      DataStores.on(store, DataStoreOptions.standard().waitingAtMost(Duration.ofSeconds(30)));

  @AfterEach
  void close() {
    dataStore.close();
    store.close();
  }

  /** A store that is away after some commits more. */
  private static final class FailingStore extends FaultyStore {

    private final AtomicInteger commitsLeft = new AtomicInteger(Integer.MAX_VALUE);

    FailingStore(Store beneath) {
      super(beneath);
    }

    @Override
    public CompletableFuture<CommitResult> commit(CommitRequest request) {
      return commitsLeft.getAndDecrement() > 0
          ? super.commit(request)
          : CompletableFuture.failedFuture(failure(ErrorReason.NOT_APPLIED));
    }
  }

  /** Returns an engine whose commits are small. */
  private static StoreEngine smallEngine() {
    StoreEngine real = MemoryStoreProvider.engine(StoreOptions.none());
    StoreInfo info = real.info();
    StoreInfo small =
        new StoreInfo(
            info.name(),
            info.version(),
            info.contractVersions(),
            info.state(),
            info.capabilities(),
            small(info.limits()));
    return (StoreEngine)
        Proxy.newProxyInstance(
            BigOperationsTest.class.getClassLoader(),
            new Class<?>[] {StoreEngine.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("info")) {
                return small;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  private static Limits small(Limits limits) {
    return new Limits(
        limits.maxKeyBytes(),
        limits.maxValueBytes(),
        MOST_OPERATIONS,
        MOST_OPERATIONS,
        limits.maxTxnBytes(),
        MOST_OPERATIONS,
        limits.maxPageEntries(),
        limits.maxPageBytes(),
        limits.maxOpenTxns(),
        limits.maxWatches(),
        limits.maxRanges(),
        limits.maxQueuedWrites(),
        limits.maxTxnAge(),
        limits.defaultLease(),
        limits.minLease(),
        limits.maxLease(),
        limits.outcomeRetention(),
        limits.historyRetention(),
        limits.maxProgressLag(),
        limits.maxRevisionBytes());
  }

  private static SpiffeId id(String path) {
    return SpiffeId.parse("spiffe://example.org/" + path);
  }

  private static RegistrationEntry entry(int number) {
    return RegistrationEntry.builder()
        .id("e" + number)
        .parentId(id("agent"))
        .spiffeId(id("w/" + number))
        .selectors(Selector.parse("a:1"))
        .federatesWith(Set.of(OTHER, THIRD))
        .build();
  }

  private Floor federateMany() {
    dataStore.bundles().create(Bundle.builder(OTHER).build());
    Floor floor = dataStore.bundles().create(Bundle.builder(THIRD).build()).floor();
    for (int i = 0; i < MANY; i += 5) {
      dataStore
          .entries()
          .createAll(List.of(entry(i), entry(i + 1), entry(i + 2), entry(i + 3), entry(i + 4)));
    }
    return floor;
  }

  private long federated() {
    return dataStore
        .entries()
        .count(EntryFilter.all().byFederatesWith(Match.SUPERSET, Set.of(OTHER)));
  }

  /** Returns the changes of each commit after a state, none of which is larger than allowed. */
  private List<ChangeSet> commitsAfter(Floor floor) {
    Floor until = dataStore.bundles().count(ReadConsistency.current()).floor();
    List<ChangeSet> commits = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    try (ChangeStream stream = dataStore.watch(ChangeRequest.after(floor))) {
      while (stream.position().revision() < until.revision()) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        stream.next(Duration.ofMillis(50)).ifPresent(commits::add);
      }
    }
    assertThat(commits)
        .allSatisfy(commit -> assertThat(commit.changes()).hasSizeLessThan(MOST_OPERATIONS));
    return commits;
  }

  private void assertInterrupted(BatchResult<?> result) {
    assertThatThrownBy(result::orElseThrow)
        .isInstanceOfSatisfying(
            DataStoreException.class,
            e -> assertThat(e.code()).isEqualTo(DataStoreException.Code.UNAVAILABLE));
    store.commitsLeft.set(Integer.MAX_VALUE);
  }

  @Test
  void deleteBundle_withItsEntries_stepByStepAndOnAfterAnOutage() {
    federateMany();
    Floor before = dataStore.bundles().fetch(OTHER).orElseThrow().floor();
    store.commitsLeft.set(20);

    assertInterrupted(
        BatchResult.of(
            () -> dataStore.bundles().delete(OTHER, DeleteMode.DELETE, Expectation.any())));

    long left = federated();
    assertThat(left).as("some are gone, and some are left").isBetween(1L, MANY - 1L);
    assertThat(dataStore.entries().count(EntryFilter.all())).as("each whole").isEqualTo(left);
    assertThat(dataStore.bundles().fetch(OTHER)).as("it goes last").isPresent();

    dataStore.bundles().delete(OTHER, DeleteMode.DELETE, Expectation.any());

    assertThat(dataStore.bundles().fetch(OTHER)).isEmpty();
    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
    assertThat(commitsAfter(before)).hasSizeGreaterThan(MANY / MOST_OPERATIONS);
    dataStore.bundles().delete(THIRD);
    assertThat(dataStore.entries().create(freed(0)).existed())
        .as("nothing stands beside an entry that is gone")
        .isFalse();
  }

  private static RegistrationEntry freed(int number) {
    return entry(number).toBuilder().federatesWith(Set.of()).build();
  }

  @Test
  void deleteBundle_leavingItsEntries_stepByStepAndOnAfterAnOutage() {
    Floor before = federateMany();
    store.commitsLeft.set(20);

    assertInterrupted(
        BatchResult.of(
            () -> dataStore.bundles().delete(OTHER, DeleteMode.DISSOCIATE, Expectation.any())));

    assertThat(federated()).isBetween(1L, MANY - 1L);
    assertThat(dataStore.bundles().fetch(OTHER)).isPresent();

    dataStore.bundles().delete(OTHER, DeleteMode.DISSOCIATE, Expectation.any());

    assertThat(dataStore.bundles().fetch(OTHER)).isEmpty();
    assertThat(federated()).isZero();
    assertThat(
            dataStore.entries().list(EntryFilter.all().byFederatesWith(Match.EXACT, Set.of(THIRD))))
        .hasSize(MANY)
        .allSatisfy(entry -> assertThat(entry.revisionNumber()).isEqualTo(1));
    assertThat(commitsAfter(before)).isNotEmpty();
  }

  @Test
  void pruneNodes_withTheirAliases_stepByStepAndOnAfterAnOutage() {
    Floor before = dataStore.bundles().create(Bundle.builder(OTHER).build()).floor();
    for (int i = 0; i < MANY / 2; i++) {
      SpiffeId node = id("agent/" + i);
      dataStore.nodes().create(expired(node));
      dataStore
          .entries()
          .create(
              RegistrationEntry.builder()
                  .parentId(node)
                  .spiffeId(id("alias"))
                  .selectors(new Selector("spiffe_id", node.toString()))
                  .build());
    }
    store.commitsLeft.set(10);

    assertInterrupted(
        BatchResult.of(() -> dataStore.nodes().prune(NOON, PruneScope.ALL, Integer.MAX_VALUE)));

    long left = dataStore.nodes().count(NodeFilter.all());
    assertThat(left).isBetween(1L, MANY / 2 - 1L);
    assertThat(dataStore.entries().count(EntryFilter.all()))
        .as("a node goes with its alias")
        .isEqualTo(left);

    long pruned = 0;
    for (long step = 100; step == 100; pruned += step) {
      step = dataStore.nodes().prune(NOON, PruneScope.ALL, 100).count();
      assertThat(dataStore.nodes().count(NodeFilter.all())).isEqualTo(left - pruned - step);
    }
    assertThat(pruned).isEqualTo(left);
    assertThat(dataStore.entries().count(EntryFilter.all())).isZero();
    assertThat(commitsAfter(before)).isNotEmpty();
  }

  private static AttestedNode expired(SpiffeId id) {
    return AttestedNode.builder(id)
        .attestationType("join_token")
        .certSerialNumber("1")
        .certNotAfter(NOON.minusSeconds(1))
        .build();
  }
}
