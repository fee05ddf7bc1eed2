package dev.holdfast.datastore;

import java.util.List;

/**
 * Events in the order of their revisions, without a gap.
 *
 * @param events the events
 * @param floor the state up to which all events have been told: the next listing is asked for after
 *     it
 */
public record EventList(List<RecordEvent> events, Floor floor) {

  /** Copies the events. */
  public EventList {
    events = List.copyOf(events);
  }
}
