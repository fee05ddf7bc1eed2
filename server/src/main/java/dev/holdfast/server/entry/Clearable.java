package dev.holdfast.server.entry;

import dev.holdfast.datastore.EntryField;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The fields of an entry that can be emptied, and have no value that says so. */
enum Clearable {
  PARENT_ID("parent-id", EntryField.PARENT_ID),
  FEDERATES_WITH("federates-with", EntryField.FEDERATES_WITH),
  DNS("dns", EntryField.DNS_NAMES),
  ENTRY_EXPIRY("entry-expiry", EntryField.EXPIRES_AT);

  private final String option;
  private final EntryField field;

  Clearable(String option, EntryField field) {
    this.option = option;
    this.field = field;
  }

  EntryField field() {
    return field;
  }

  /** Empties the field. */
  void clear(EntryDraft draft) {
    draft.set(
        field,
        entry -> {
          switch (this) {
            case PARENT_ID -> entry.parentId(Optional.empty());
            case FEDERATES_WITH -> entry.federatesWith(Set.of());
            case DNS -> entry.dnsNames(List.of());
            case ENTRY_EXPIRY -> entry.expiresAt(Optional.empty());
          }
        });
  }

  /** Reads a field's name. */
  static final class Converter implements ITypeConverter<Clearable> {

    @Override
    public Clearable convert(String text) {
      for (Clearable clearable : values()) {
        if (clearable.option.equals(text)) {
          return clearable;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is not parent-id, federates-with, dns or entry-expiry");
    }
  }
}
