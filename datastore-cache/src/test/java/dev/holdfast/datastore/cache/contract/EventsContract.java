package dev.holdfast.datastore.cache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.Change.Operation;
import dev.holdfast.datastore.DataStoreException.Code;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.EventList;
import dev.holdfast.datastore.EventRequest;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordEvent;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

public abstract class EventsContract extends DataStoreContract {

  private Floor start() {
    return dataStore.bundles().create(bundle(OTHER)).floor();
  }

  @Test
  void listEvents_ofEntriesInTheOrderOfRevisions() {
    Floor start = start();
    RegistrationEntry one = entry(DB, "a:1").id("one").build();
    RegistrationEntry two = entry(WEB, "a:1").id("two").build();
    Stored<RegistrationEntry> created =
        dataStore.entries().createAll(List.of(one, two)).get(0).entry();
    dataStore.nodeSelectors().set(AGENT, List.of(selector("a:1")));
    Stored<RegistrationEntry> updated =
        dataStore
            .entries()
            .update(
                "one", EntryUpdate.of(RegistrationEntry.builder(), Set.of()), Expectation.any());
    Floor end = dataStore.entries().delete("two").floor();

    EventList listed =
        other.listEvents(EventRequest.after(start).ofKinds(RecordKind.REGISTRATION_ENTRY));

    assertThat(listed.floor()).isEqualTo(end);
    assertThat(listed.events())
        .extracting(RecordEvent::revision, RecordEvent::operation, RecordEvent::key)
        .containsExactlyInAnyOrder(
            tuple(created.modRevision(), Operation.CREATED, "one"),
            tuple(created.modRevision(), Operation.CREATED, "two"),
            tuple(updated.modRevision(), Operation.UPDATED, "one"),
            tuple(end.revision(), Operation.DELETED, "two"));
    assertThat(listed.events()).extracting(RecordEvent::revision).isSorted();
    assertThat(listed.events()).extracting(RecordEvent::position).containsExactly(0, 1, 0, 0);
    assertThat(listed.events()).allSatisfy(event -> assertThat(event.record()).isEmpty());
    assertThat(other.listEvents(EventRequest.after(listed.floor())).events()).isEmpty();
  }

  private static Tuple tuple(Object... values) {
    return Tuple.tuple(values);
  }

  @Test
  void listEvents_withRecords() {
    Floor start = start();
    Stored<RegistrationEntry> created =
        dataStore.entries().create(entry(DB, "a:1").id("one").build()).entry();
    dataStore.entries().delete("one");

    assertThat(other.listEvents(EventRequest.after(start).withRecords()).events())
        .extracting(RecordEvent::record)
        .containsExactly(Optional.of(created), Optional.empty());
  }

  @Test
  void listEvents_partByPart() {
    Floor floor = start();
    for (int i = 0; i < 5; i++) {
      dataStore.nodeSelectors().set(AGENT, List.of(selector("a:" + i)));
    }

    List<RecordEvent> events = new ArrayList<>();
    for (int parts = 0; parts < 3; parts++) {
      EventList part = other.listEvents(EventRequest.after(floor).limitedTo(2));
      assertThat(part.events()).hasSize(parts < 2 ? 2 : 1);
      events.addAll(part.events());
      floor = part.floor();
    }

    assertThat(events).hasSize(5);
    assertThat(events).isEqualTo(other.listEvents(EventRequest.after(events(events))).events());
  }

  private Floor events(List<RecordEvent> events) {
    String historyId = dataStore.bundles().fetch(OTHER).orElseThrow().historyId();
    return new Floor(historyId, events.get(0).revision() - 1);
  }

  @Test
  void listEvents_beforeTheServerWasStarted() {
    Floor start = start();
    dataStore.entries().create(entry(DB, "a:1").id("one").build());
    dataStore.nodeSelectors().set(AGENT, List.of(selector("a:1")));
    Floor end = dataStore.entries().delete("one").floor();

    EventList listed = openOn(store).listEvents(EventRequest.after(start).withRecords());

    assertThat(listed.events())
        .hasSize(3)
        .isEqualTo(dataStore.listEvents(EventRequest.after(start).withRecords()).events());
    assertThat(listed.floor().revision()).isGreaterThanOrEqualTo(end.revision());
    assertThat(openOn(store).listEvents(EventRequest.after(start).limitedTo(1)).events())
        .extracting(RecordEvent::key)
        .containsExactly("one");
  }

  @Test
  void listEvents_ofAnotherHistory() {
    Floor start = start();

    assertRefused(
        Code.OUT_OF_RANGE,
        () -> other.listEvents(EventRequest.after(new Floor("another", start.revision()))));
    assertRefused(
        Code.INVALID_ARGUMENT, () -> other.listEvents(EventRequest.after(start).limitedTo(0)));
  }
}
