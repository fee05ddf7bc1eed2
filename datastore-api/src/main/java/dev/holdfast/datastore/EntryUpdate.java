package dev.holdfast.datastore;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * New values of some fields of a {@link RegistrationEntry}; the other fields stay, and values given
 * for them are not looked at.
 */
public final class EntryUpdate {

  private final Set<EntryField> fields;
  private final RegistrationEntry.Builder values;

  private EntryUpdate(Set<EntryField> fields, RegistrationEntry.Builder values) {
    EnumSet<EntryField> copy = EnumSet.noneOf(EntryField.class);
    copy.addAll(fields);
    this.fields = Collections.unmodifiableSet(copy);
    this.values = RegistrationEntry.builder();
    copy.forEach(field -> this.values.take(field, values));
  }

  /**
   * Returns the update that changes every field.
   *
   * @param entry the new values
   */
  public static EntryUpdate of(RegistrationEntry entry) {
    return of(entry, EnumSet.allOf(EntryField.class));
  }

  /**
   * Returns the update that changes some fields.
   *
   * @param entry the new values
   * @param fields the fields that change
   */
  public static EntryUpdate of(RegistrationEntry entry, Set<EntryField> fields) {
    return new EntryUpdate(fields, entry.toBuilder());
  }

  /**
   * Returns the update that changes some fields to values that need not make a whole entry.
   *
   * @param values the new values, as they are now
   * @param fields the fields that change
   */
  public static EntryUpdate of(RegistrationEntry.Builder values, Set<EntryField> fields) {
    return new EntryUpdate(fields, values);
  }

  /** Returns the fields that change. */
  public Set<EntryField> fields() {
    return fields;
  }

  /**
   * Returns an entry with this change.
   *
   * @param entry the entry before
   * @throws DataStoreException {@code INVALID_ARGUMENT} if the change takes the SPIFFE id away
   */
  public RegistrationEntry applyTo(RegistrationEntry entry) {
    RegistrationEntry.Builder changed = entry.toBuilder();
    fields.forEach(field -> changed.take(field, values));
    return changed.build();
  }
}
