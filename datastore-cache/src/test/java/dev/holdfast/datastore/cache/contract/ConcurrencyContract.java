package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.CreatedEntry;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.Deleted;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

public abstract class ConcurrencyContract extends DataStoreContract {

  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private <T> List<T> together(int callers, Callable<T> call) throws Exception {
    List<Future<T>> futures = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      futures.add(executor.submit(call));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(future.get(1, TimeUnit.MINUTES));
    }
    return results;
  }

  @Test
  void create_theSameEntryBy64CallersOn4Servers() throws Exception {
    List<DataStore> servers = List.of(dataStore, other, openOn(store), openOn(store));
    for (int round = 0; round < 5; round++) {
      SpiffeId id = SpiffeId.parse("spiffe://example.org/round/" + round);
      AtomicInteger caller = new AtomicInteger();

      List<CreatedEntry> created =
          together(
              64,
              () -> {
                DataStore server = servers.get(caller.incrementAndGet() % servers.size());
                return server.entries().create(entry(id, "unix:uid:1", "unix:gid:1").build());
              });

      assertThat(created).filteredOn(it -> !it.existed()).hasSize(1);
      assertThat(created).extracting(CreatedEntry::entry).containsOnly(created.get(0).entry());
      for (DataStore server : servers) {
        assertThat(server.entries().count(EntryFilter.all().bySpiffeId(id))).isEqualTo(1);
      }
    }
  }

  @Test
  void delete_joinTokenBy64CallersOn4Servers_redeemsItOnce() throws Exception {
    List<DataStore> servers = List.of(dataStore, other, openOn(store), openOn(store));
    for (int round = 0; round < 5; round++) {
      JoinToken token = new JoinToken("token " + round, Instant.parse("2030-01-01T00:00:00Z"));
      dataStore.joinTokens().create(token);
      AtomicInteger caller = new AtomicInteger();

      List<BatchResult<Deleted<JoinToken>>> redeemed =
          together(
              64,
              () -> {
                DataStore server = servers.get(caller.incrementAndGet() % servers.size());
                return BatchResult.of(() -> server.joinTokens().delete(token.token()));
              });

      assertThat(redeemed).filteredOn(BatchResult.Done.class::isInstance).hasSize(1);
      assertThat(redeemed)
          .filteredOn(BatchResult.Failed.class::isInstance)
          .allSatisfy(refused -> assertRefused(Code.NOT_FOUND, refused::orElseThrow));
    }
  }

  @Test
  void update_countsEveryOne() throws Exception {
    dataStore.entries().create(entry(DB, "unix:uid:1").id("x").build());
    EntryUpdate nothing = EntryUpdate.of(RegistrationEntry.builder(), EnumSet.of(EntryField.HINT));
    AtomicInteger caller = new AtomicInteger();

    together(
        8,
        () -> {
          DataStore server = caller.incrementAndGet() % 2 == 0 ? dataStore : other;
          for (int i = 0; i < 10; i++) {
            server.entries().update("x", nothing, Expectation.any());
          }
          return true;
        });

    assertThat(dataStore.entries().fetch("x").orElseThrow().revisionNumber()).isEqualTo(80);
  }

  @Test
  void setSelectors_manyAtOnceNeverFail() throws Exception {
    AtomicInteger caller = new AtomicInteger();

    together(
        20,
        () -> {
          int number = caller.incrementAndGet();
          DataStore server = number % 2 == 0 ? dataStore : other;
          for (int i = 0; i < 10; i++) {
            server.nodeSelectors().set(AGENT, List.of(selector("a:" + number), selector("b:" + i)));
          }
          return true;
        });

    assertThat(dataStore.nodeSelectors().fetch(AGENT).orElseThrow().revisionNumber())
        .isEqualTo(199);
  }

  @Test
  void read_ownWritesAtOnce() throws Exception {
    AtomicInteger caller = new AtomicInteger();

    together(
        8,
        () -> {
          int number = caller.incrementAndGet();
          for (int i = 0; i < 20; i++) {
            SpiffeId id = SpiffeId.parse("spiffe://example.org/" + number + "/" + i);
            Stored<RegistrationEntry> written =
                dataStore.entries().create(entry(id, "unix:uid:1").build()).entry();
            String key = written.value().id();
            assertThat(dataStore.entries().fetch(key, ReadConsistency.cached()).value())
                .as("by the same server's cache")
                .contains(written);
            assertThat(other.entries().fetch(key)).as("by another server").contains(written);
            assertThat(other.entries().fetch(key, ReadConsistency.atLeast(written.floor())).value())
                .contains(written);
            Floor gone = dataStore.entries().delete(key).floor();
            assertThat(dataStore.entries().fetch(key, ReadConsistency.cached()).value()).isEmpty();
            assertThat(other.entries().fetch(key)).isEmpty();
            assertThat(other.entries().fetch(key, ReadConsistency.atLeast(gone)).value()).isEmpty();
          }
          return true;
        });
  }

  @Test
  void read_neverSeesHalfACommit() throws Exception {
    List<RegistrationEntry> pair =
        List.of(
            entry(DB, "unix:uid:1").id("left").build(),
            entry(WEB, "unix:uid:1").id("right").build());
    AtomicBoolean done = new AtomicBoolean();
    Future<Boolean> reader =
        executor.submit(
            () -> {
              while (!done.get()) {
                for (ReadConsistency consistency :
                    List.of(ReadConsistency.current(), ReadConsistency.cached())) {
                  assertThat(other.entries().list(EntryFilter.all(), consistency).value())
                      .satisfiesAnyOf(
                          listed -> assertThat(listed).isEmpty(),
                          listed -> assertThat(listed).hasSize(2),
                          // One is deleted before the other.
                          listed ->
                              assertThat(listed)
                                  .extracting(it -> it.value().id())
                                  .containsExactly("right"));
                }
              }
              return true;
            });
    for (int i = 0; i < 50; i++) {
      dataStore.entries().createAll(pair);
      dataStore.entries().delete("left");
      dataStore.entries().delete("right");
    }
    done.set(true);
    assertThat(reader.get(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void delete_ofBundleAgainstEntriesThatFederate() throws Exception {
    AtomicInteger caller = new AtomicInteger();
    for (int round = 0; round < 20; round++) {
      dataStore.bundles().set(bundle(OTHER));
      SpiffeId id = SpiffeId.parse("spiffe://example.org/" + round);

      List<Boolean> outcomes =
          together(
              2,
              () -> {
                try {
                  if (caller.incrementAndGet() % 2 == 0) {
                    dataStore
                        .entries()
                        .create(entry(id, "unix:uid:1").federatesWith(Set.of(OTHER)).build());
                  } else {
                    other.bundles().delete(OTHER);
                  }
                  return true;
                } catch (DataStoreException e) {
                  assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION);
                  return false;
                }
              });

      assertThat(outcomes).containsExactlyInAnyOrder(true, false);
      dataStore
          .entries()
          .list(EntryFilter.all())
          .forEach(it -> dataStore.entries().delete(it.value().id()));
    }
  }

  @Test
  void floor_ofAnotherHistory() {
    Floor floor = dataStore.bundles().create(bundle(OTHER)).floor();

    assertRefused(
        Code.OUT_OF_RANGE,
        () ->
            dataStore
                .bundles()
                .fetch(OTHER, ReadConsistency.atLeast(new Floor("another", floor.revision()))));
  }
}
