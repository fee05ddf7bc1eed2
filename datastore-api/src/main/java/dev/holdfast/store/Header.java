package dev.holdfast.store;

/**
 * The state that an answer reflects.
 *
 * @param revision the revision: the answer is no later than it and no earlier
 * @param historyId the history that the revision belongs to; revisions of two histories cannot be
 *     compared
 */
public record Header(long revision, String historyId) {}
