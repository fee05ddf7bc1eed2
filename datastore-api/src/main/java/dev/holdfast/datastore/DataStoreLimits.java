package dev.holdfast.datastore;

/**
 * The limits of a DataStore, enforced before anything is written.
 *
 * @param maxRecordBytes most bytes of one stored record
 * @param maxCommitOperations most mutations and checks of one commit. Every commit takes one; an
 *     entry that is created takes four, and two more for each trust domain that it federates with
 * @param maxCommitBytes most bytes of the keys and values of one commit
 */
public record DataStoreLimits(int maxRecordBytes, int maxCommitOperations, long maxCommitBytes) {}
