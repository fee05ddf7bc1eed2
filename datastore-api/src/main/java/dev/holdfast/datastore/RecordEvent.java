package dev.holdfast.datastore;

import java.util.Optional;

/**
 * What happened to a record.
 *
 * @param revision the revision of the commit that it happened by
 * @param position its place among the listed events of that commit, from 0
 * @param kind the record's kind
 * @param operation what happened
 * @param key the record's key; see {@link IdentityRecord#key}
 * @param record the record after it, where that was asked for; nothing where it was deleted
 */
public record RecordEvent(
    long revision,
    int position,
    RecordKind kind,
    Change.Operation operation,
    String key,
    Optional<Stored<? extends IdentityRecord>> record) {}
