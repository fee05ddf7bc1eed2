package dev.holdfast.datastore;

import java.time.Duration;
import java.util.List;

/**
 * The entries that an agent may hand out, or what has changed of them.
 *
 * @param extent whether this is all of them, or what has changed
 * @param entries the entries, in the order of their creation; of a difference, those that are new
 *     or changed
 * @param removedIds of a difference, the ids of entries that the agent may no longer hand out
 * @param floor the state that the answer reflects
 * @param age how long ago the state was known to be the latest
 */
public record AuthorizedEntries(
    Extent extent,
    List<Stored<RegistrationEntry>> entries,
    List<String> removedIds,
    Floor floor,
    Duration age) {

  /** How much is told. */
  public enum Extent {
    /** All entries: what was known before is void. */
    ALL,
    /** What differs from the answer before. */
    DIFFERENCE
  }

  /** Copies the lists. */
  public AuthorizedEntries {
    entries = List.copyOf(entries);
    removedIds = List.copyOf(removedIds);
  }
}
