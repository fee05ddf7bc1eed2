package dev.holdfast.datastore;

/**
 * What became of records that had expired.
 *
 * @param count how many were deleted; fewer than were asked for when there are no more
 * @param floor a state without them
 */
public record Pruned(long count, Floor floor) {}
