package dev.holdfast.datastore.cache.contract;

import static dev.holdfast.datastore.Change.Operation.CREATED;
import static dev.holdfast.datastore.Change.Operation.DELETED;
import static dev.holdfast.datastore.Change.Operation.UPDATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

public abstract class ChangesContract extends DataStoreContract {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Its key holds a digest in place of it. */
  private static final SpiffeId LONG =
      SpiffeId.parse("spiffe://example.org/" + "long/".repeat(200) + "id");

  @Test
  void watch_tellsEveryChangeWithItsRecord() {
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      other.bundles().create(bundle(OTHER));
      Stored<RegistrationEntry> created =
          other
              .entries()
              .create(entry(DB, "unix:uid:1").id("x").federatesWith(Set.of(OTHER)).build())
              .entry();
      Stored<RegistrationEntry> updated =
          other.entries().update(created.value().toBuilder().hint("h").build());
      other.nodeSelectors().set(AGENT, List.of(selector("a:1")));
      Floor last = other.entries().delete("x").floor();

      assertThat(one(stream))
          .extracting(Change::operation, Change::key)
          .containsExactly(CREATED, "other.org");
      Change creation = one(stream);
      assertThat(creation.record()).contains(created);
      assertThat(creation.kind()).isEqualTo(RecordKind.REGISTRATION_ENTRY);
      Change update = one(stream);
      assertThat(update.operation()).isEqualTo(UPDATED);
      assertThat(update.record()).contains(updated);
      assertThat(one(stream))
          .extracting(Change::kind, Change::key)
          .containsExactly(RecordKind.NODE_SELECTORS, AGENT.toString());
      ChangeSet deletion = stream.next(PATIENCE).orElseThrow();
      assertThat(deletion.floor()).isEqualTo(last);
      assertThat(deletion.changes())
          .containsExactly(
              new Change(RecordKind.REGISTRATION_ENTRY, DELETED, "x", Optional.empty()));
      assertThat(stream.position()).isEqualTo(last);
      assertThat(stream.next(Duration.ofMillis(20))).isEmpty();
    }
  }

  private static Change one(ChangeStream stream) {
    ChangeSet set = stream.next(PATIENCE).orElseThrow();
    assertThat(set.changes()).hasSize(1);
    return set.changes().get(0);
  }

  @Test
  void watch_oneCommitIsOneSet() {
    Floor floor = dataStore.bundles().create(bundle(OTHER)).floor();
    List<RegistrationEntry> entries = new ArrayList<>();
    int many = Math.min(50, dataStore.status().limits().maxCommitOperations() / 10 - 1);
    for (int i = 0; i < many; i++) {
      entries.add(
          entry(SpiffeId.parse("spiffe://example.org/" + i), "unix:uid:1")
              .federatesWith(Set.of(OTHER))
              .build());
    }
    try (ChangeStream stream = other.watch(ChangeRequest.after(floor))) {
      dataStore.entries().createAll(entries);
      assertThat(stream.next(PATIENCE).orElseThrow().changes()).hasSize(many);
      dataStore.bundles().delete(OTHER, DeleteMode.DELETE, Expectation.any());
      List<Change> deletion = stream.next(PATIENCE).orElseThrow().changes();
      assertThat(deletion).hasSize(many + 1).allMatch(change -> change.operation() == DELETED);
      assertThat(deletion.get(0).kind()).isEqualTo(RecordKind.BUNDLE);
    }
  }

  @Test
  void watch_someKinds() {
    try (ChangeStream stream =
        dataStore.watch(ChangeRequest.now().ofKinds(RecordKind.NODE_SELECTORS))) {
      dataStore.bundles().create(bundle(OTHER));
      dataStore.entries().create(entry(DB, "unix:uid:1").build());
      dataStore.nodeSelectors().set(AGENT, List.of(selector("a:1")));

      assertThat(one(stream).kind()).isEqualTo(RecordKind.NODE_SELECTORS);
    }
  }

  @Test
  void watch_afterAListing() {
    dataStore.entries().create(entry(DB, "unix:uid:1").id("a").build());
    Floor floor = dataStore.entries().list(EntryFilter.all(), ReadConsistency.current()).floor();
    dataStore.entries().create(entry(WEB, "unix:uid:1").id("b").build());
    Floor last = dataStore.entries().delete("a").floor();

    // The other server need not have seen any of it yet.
    try (ChangeStream stream = other.watch(ChangeRequest.after(floor))) {
      assertThat(one(stream).key()).isEqualTo("b");
      assertThat(one(stream).key()).isEqualTo("a");
      assertThat(stream.position()).isEqualTo(last);
    }
  }

  @Test
  void watch_afterAStateThatTheServerHasNotReached() {
    for (int i = 0; i < 50; i++) {
      SpiffeId id = SpiffeId.parse("spiffe://example.org/" + i);
      Floor ahead =
          dataStore.entries().create(entry(id, "unix:uid:1").id("e" + i).build()).entry().floor();
      try (ChangeStream stream = other.watch(ChangeRequest.after(ahead))) {
        dataStore.entries().delete("e" + i);
        assertThat(one(stream).operation()).as("the creation is not told again").isEqualTo(DELETED);
      }
    }
  }

  @Test
  void watch_resumedAtEveryPlace() {
    try (ChangeStream first = dataStore.watch(ChangeRequest.now())) {
      List<Floor> floors = new ArrayList<>(List.of(first.position()));
      List<String> keys = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        keys.add("e" + i);
        SpiffeId id = SpiffeId.parse("spiffe://example.org/" + i);
        floors.add(
            other.entries().create(entry(id, "unix:uid:1").id("e" + i).build()).entry().floor());
      }
      for (int i = 0; i < 20; i++) {
        try (ChangeStream resumed = dataStore.watch(ChangeRequest.after(floors.get(i)))) {
          for (String key : keys.subList(i, 20)) {
            assertThat(one(resumed).key()).isEqualTo(key);
          }
        }
      }
    }
  }

  @Test
  void watch_rebuildsTheState() {
    Map<String, Stored<?>> mirror = new TreeMap<>();
    try (ChangeStream stream = dataStore.watch(ChangeRequest.now())) {
      Floor last = stream.position();
      for (int i = 0; i < 200; i++) {
        SpiffeId id = SpiffeId.parse("spiffe://example.org/" + i % 7);
        boolean there = other.entries().fetch("e" + i % 7).isPresent();
        if (there && i % 3 == 0) {
          last = other.entries().delete("e" + i % 7).floor();
        } else if (there) {
          last =
              other
                  .entries()
                  .update(entry(id, "unix:uid:1").id("e" + i % 7).hint("h" + i).build())
                  .floor();
        } else {
          last =
              other
                  .entries()
                  .create(entry(id, "unix:uid:1").id("e" + i % 7).build())
                  .entry()
                  .floor();
        }
      }
      while (stream.position().revision() < last.revision()) {
        for (Change change : stream.next(PATIENCE).orElseThrow().changes()) {
          change
              .record()
              .ifPresentOrElse(
                  record -> mirror.put(change.key(), record), () -> mirror.remove(change.key()));
        }
      }
    }
    Map<String, Stored<?>> listed = new TreeMap<>();
    other.entries().list(EntryFilter.all()).forEach(it -> listed.put(it.value().id(), it));
    assertThat(mirror).isEqualTo(listed);
  }

  @Test
  void watch_afterAnotherHistory() {
    Floor floor = dataStore.bundles().create(bundle(OTHER)).floor();

    assertRefused(
            Code.OUT_OF_RANGE,
            () -> open(ChangeRequest.after(new Floor("another", floor.revision()))))
        .isInstanceOfSatisfying(
            DataStoreException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.HISTORY_CHANGED));
  }

  @Test
  void watch_afterWhatThisServerKeepsNoLonger_isToldByTheStore() {
    Floor floor = dataStore.bundles().create(bundle(OTHER)).floor();
    dataStore.entries().createAll(List.of(entry(DB, "a:1").build(), entry(WEB, "a:1").build()));
    dataStore.bundles().set(bundle(OTHER).toBuilder().sequenceNumber(43).build());
    dataStore.nodeSelectors().set(LONG, List.of(selector("a:1")));
    dataStore.nodeSelectors().set(LONG, List.of());
    Floor before = dataStore.joinTokens().delete(token().value().token()).floor();
    List<ChangeSet> expected = new ArrayList<>(told(dataStore, floor, before));
    assertThat(expected).hasSize(6);

    time.advance(Duration.ofMinutes(2));
    Floor last = dataStore.entries().create(entry(DB, "a:2").build()).entry().floor();
    expected.addAll(told(dataStore, before, last));

    assertThat(told(dataStore, floor, last)).isEqualTo(expected);
    DataStore started = openOn(store);
    assertThat(told(started, floor, last)).isEqualTo(expected);
    try (ChangeStream stream = started.watch(ChangeRequest.after(floor))) {
      expected.forEach(set -> assertThat(stream.next(PATIENCE)).contains(set));
      Floor next = other.bundles().create(bundle(THIRD)).floor();
      assertThat(one(stream).key()).isEqualTo("third.org");
      assertThat(stream.position()).isEqualTo(next);
    }
  }

  private Stored<JoinToken> token() {
    return dataStore
        .joinTokens()
        .create(new JoinToken("token", Instant.ofEpochSecond(2_000_000_000)));
  }

  private static List<ChangeSet> told(DataStore server, Floor after, Floor until) {
    List<ChangeSet> told = new ArrayList<>();
    try (ChangeStream stream = server.watch(ChangeRequest.after(after))) {
      while (stream.position().revision() < until.revision()) {
        told.add(stream.next(PATIENCE).orElseThrow());
      }
    }
    return told;
  }

  /** Opens a stream and looks at it, since a remote one tells of a refusal no earlier. */
  private void open(ChangeRequest request) {
    try (ChangeStream stream = dataStore.watch(request)) {
      var unused = stream.next(PATIENCE);
    }
  }

  @Test
  void status_tellsWhatIsThere() {
    Floor floor = dataStore.bundles().create(bundle(OTHER)).floor();
    dataStore.entries().create(entry(DB, "unix:uid:1").build());

    DataStoreStatus status = dataStore.status();

    assertThat(status.state()).isEqualTo(DataStoreStatus.State.CURRENT);
    assertThat(status.storeName()).isEqualTo(store.blocking().info().name());
    assertThat(status.formatVersion()).isEqualTo(1);
    assertThat(status.counts())
        .containsEntry(RecordKind.BUNDLE, 1L)
        .containsEntry(RecordKind.REGISTRATION_ENTRY, 1L)
        .containsEntry(RecordKind.ATTESTED_NODE, 0L);
    assertThat(status.floor().orElseThrow().revision()).isGreaterThan(floor.revision());
    assertThat(status.floor().orElseThrow().historyId()).isEqualTo(floor.historyId());
    assertThat(status.unreadable()).isZero();
    assertThat(status.limits().maxRecordBytes())
        .isBetween(1 << 16, store.blocking().info().limits().maxValueBytes());
    assertThat(status.lastFailure()).isEmpty();
  }
}
