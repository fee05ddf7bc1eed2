package dev.holdfast.datastore;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Asks for the events after a state. Made from {@link #after}.
 *
 * @param floor the state
 * @param kinds of which kinds of records
 * @param detail what is told of each
 * @param atMost after how many events a listing ends, from 1; the events of one commit are not
 *     separated
 */
public record EventRequest(Floor floor, Set<RecordKind> kinds, Detail detail, int atMost) {

  /** What is told of an event. */
  public enum Detail {
    /** What happened, and to which record. */
    KEYS,
    /** The record after the event, too. */
    WITH_RECORDS
  }

  /**
   * Checks the number, and copies the kinds.
   *
   * @throws DataStoreException {@code INVALID_ARGUMENT} if the number is less than 1
   */
  public EventRequest {
    if (atMost < 1) {
      throw DataStoreException.invalid(
          "event request", "at_most", "it is " + atMost + "; at least 1 event is listed");
    }
    EnumSet<RecordKind> copy = EnumSet.noneOf(RecordKind.class);
    copy.addAll(kinds);
    kinds = Collections.unmodifiableSet(copy);
  }

  /**
   * Returns the request for the keys of all events after a state.
   *
   * @param floor the state, as an answer told it
   */
  public static EventRequest after(Floor floor) {
    return new EventRequest(floor, EnumSet.allOf(RecordKind.class), Detail.KEYS, Integer.MAX_VALUE);
  }

  /**
   * Returns the same request for some kinds.
   *
   * @param first a kind
   * @param others further kinds
   */
  public EventRequest ofKinds(RecordKind first, RecordKind... others) {
    return new EventRequest(floor, EnumSet.of(first, others), detail, atMost);
  }

  /** Returns the same request with the records. */
  public EventRequest withRecords() {
    return new EventRequest(floor, kinds, Detail.WITH_RECORDS, atMost);
  }

  /**
   * Returns the same request for part of the events.
   *
   * @param most after how many the listing ends, from 1
   */
  public EventRequest limitedTo(int most) {
    return new EventRequest(floor, kinds, detail, most);
  }
}
