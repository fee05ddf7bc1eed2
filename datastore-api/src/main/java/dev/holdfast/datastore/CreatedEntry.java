package dev.holdfast.datastore;

/**
 * What became of an entry that was to be created.
 *
 * @param entry the entry as it is stored
 * @param outcome whether it was created, or there before
 */
public record CreatedEntry(Stored<RegistrationEntry> entry, Outcome outcome) {

  /** Whether an entry was created. */
  public enum Outcome {
    /** The entry was created. */
    CREATED,
    /** An entry with the same parent id, SPIFFE id and set of selectors was there before. */
    EXISTED
  }

  /** Returns whether the entry was there before. */
  public boolean existed() {
    return outcome == Outcome.EXISTED;
  }
}
