package dev.holdfast.datastore;

/**
 * A state of the DataStore, and with it everything that was written before.
 *
 * @param historyId the history; revisions of two histories cannot be compared
 * @param revision the revision
 */
public record Floor(String historyId, long revision) {}
