package dev.holdfast.datastore;

/**
 * The change of one {@link RegistrationEntry} among others.
 *
 * @param id the entry's id
 * @param update the fields that change, and their new values
 * @param expectation what must hold of the entry
 */
public record EntryChange(String id, EntryUpdate update, Expectation expectation) {

  /**
   * Makes a change that expects nothing of the entry.
   *
   * @param id the entry's id
   * @param update the fields that change, and their new values
   */
  public EntryChange(String id, EntryUpdate update) {
    this(id, update, Expectation.any());
  }
}
