package dev.holdfast.datastore;

import dev.holdfast.datastore.DataStoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the events that a stream of changes tells up to a state. Used once. */
final class EventListing {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final EventRequest request;
  private final Floor until;
  private final List<RecordEvent> events = new ArrayList<>();

  /**
   * Makes a listing.
   *
   * @param request which events
   * @param until the state at which the listing ends, if not before
   */
  EventListing(EventRequest request, Floor until) {
    this.request = request;
    this.until = until;
  }

  EventList read(ChangeStream stream) {
    while (events.size() < request.atMost() && isBefore(stream.position(), until)) {
      Floor before = stream.position();
      Optional<ChangeSet> next = stream.next(PATIENCE);
      next.ifPresent(this::add);
      if (next.isEmpty() && stream.position().equals(before)) {
        throw new DataStoreException(
            Reason.BEHIND,
            "the changes up to revision " + until.revision() + " did not come within " + PATIENCE);
      }
    }
    return new EventList(events, stream.position());
  }

  private static boolean isBefore(Floor position, Floor until) {
    return !position.historyId().equals(until.historyId())
        || position.revision() < until.revision();
  }

  private void add(ChangeSet set) {
    for (int i = 0; i < set.changes().size(); i++) {
      Change change = set.changes().get(i);
      events.add(
          new RecordEvent(
              set.floor().revision(),
              i,
              change.kind(),
              change.operation(),
              change.key(),
              request.detail() == EventRequest.Detail.WITH_RECORDS
                  ? change.record()
                  : Optional.empty()));
    }
  }
}
