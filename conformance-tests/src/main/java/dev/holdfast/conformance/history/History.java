package dev.holdfast.conformance.history;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyRange;
import java.util.List;

/**
 * Everything that was sent to a store by one case and what came back.
 *
 * <p>The keys that begin with {@code scope} were absent at first and written by nobody else; calls
 * and events beyond them are not judged.
 *
 * @param scope the prefix of the case's keys
 * @param conflicts whether a transaction may be refused though nothing that it read was touched
 * @param calls the calls, in the order in which they were made
 * @param streams the watches
 */
public record History(Bytes scope, Conflicts conflicts, List<Call> calls, List<Stream> streams) {

  /** What conflicts a store may tell of. */
  public enum Conflicts {
    /** Only such as are due to a change of something that was read. */
    TRUE_ONLY,
    /** Others too: the store declares FALSE_CONFLICTS. */
    FALSE_ALLOWED
  }

  /** Copies the lists. */
  public History {
    calls = List.copyOf(calls);
    streams = List.copyOf(streams);
  }

  /**
   * Returns whether a range lies within the scope.
   *
   * @param range the range
   */
  public boolean covers(KeyRange range) {
    return range.interval().from().startsWith(scope);
  }
}
