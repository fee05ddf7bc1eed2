package dev.holdfast.datastore;

/**
 * A record that was deleted.
 *
 * @param record the record as it was
 * @param floor the state without it
 * @param <T> the kind of record
 */
public record Deleted<T extends IdentityRecord>(Stored<T> record, Floor floor) {}
