package dev.holdfast.server.entry;

import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What somebody wrote about an entry, in a document or by flags: some fields, and which they are.
 */
final class EntryDraft {

  private final RegistrationEntry.Builder values = RegistrationEntry.builder();
  private final Set<EntryField> fields = EnumSet.noneOf(EntryField.class);
  private Optional<String> id = Optional.empty();
  private Optional<SpiffeId> spiffeId = Optional.empty();

  /** Sets a field. */
  void set(EntryField field, Consumer<RegistrationEntry.Builder> setter) {
    setter.accept(values);
    fields.add(field);
  }

  void setSpiffeId(SpiffeId identity) {
    spiffeId = Optional.of(identity);
    set(EntryField.SPIFFE_ID, builder -> builder.spiffeId(identity));
  }

  void setId(String chosen) {
    id = Optional.of(chosen).filter(text -> !text.isEmpty());
    values.id(chosen);
  }

  /** Returns the id, where one was written. */
  Optional<String> id() {
    return id;
  }

  /** Returns the identity, where one was written. */
  Optional<SpiffeId> spiffeId() {
    return spiffeId;
  }

  /** Returns the fields that were written. */
  Set<EntryField> fields() {
    return Collections.unmodifiableSet(fields);
  }

  /**
   * Returns the whole entry, with a new id where none was written.
   *
   * @throws dev.holdfast.datastore.DataStoreException if there is no SPIFFE id
   */
  RegistrationEntry toEntry() {
    return values.build();
  }

  /** Returns the update to what was written. */
  EntryUpdate toUpdate() {
    return EntryUpdate.of(values, fields);
  }
}
