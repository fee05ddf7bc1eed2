package dev.holdfast.datastore;

import java.util.Optional;

/**
 * The change of one record.
 *
 * @param kind the record's kind
 * @param operation what happened to it
 * @param key the record's key; see {@link IdentityRecord#key}
 * @param record the record after the change; nothing where it was deleted
 */
public record Change(
    RecordKind kind,
    Operation operation,
    String key,
    Optional<Stored<? extends IdentityRecord>> record) {

  /** What happened to a record. */
  public enum Operation {
    /** It was created. */
    CREATED,
    /** It was updated. */
    UPDATED,
    /** It was deleted. */
    DELETED
  }
}
