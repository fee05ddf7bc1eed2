package dev.holdfast.datastore;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for a stream of changes. Made from {@link #now} or {@link #after}.
 *
 * @param floor only changes after this state; nothing means after the state that the server holds
 *     when the stream is opened
 * @param kinds which kinds of records
 */
public record ChangeRequest(Optional<Floor> floor, Set<RecordKind> kinds) {

  /** Copies the kinds. */
  public ChangeRequest {
    EnumSet<RecordKind> copy = EnumSet.noneOf(RecordKind.class);
    copy.addAll(kinds);
    kinds = Collections.unmodifiableSet(copy);
  }

  /** Returns the request for every change that the server comes to see from now on. */
  public static ChangeRequest now() {
    return new ChangeRequest(Optional.empty(), EnumSet.allOf(RecordKind.class));
  }

  /**
   * Returns the request for every change after a state.
   *
   * @param floor the state, as a listing or a stream told it
   */
  public static ChangeRequest after(Floor floor) {
    return new ChangeRequest(Optional.of(floor), EnumSet.allOf(RecordKind.class));
  }

  /**
   * Returns the same request for some kinds.
   *
   * @param first a kind
   * @param others further kinds
   */
  public ChangeRequest ofKinds(RecordKind first, RecordKind... others) {
    return new ChangeRequest(floor, EnumSet.of(first, others));
  }
}
