package dev.holdfast.store;

/**
 * A delete has been applied, or buffered in its transaction.
 *
 * @param header the revision of the delete, or the current one where nothing was deleted; inside a
 *     transaction, its snapshot
 * @param deleted how many keys were there
 */
public record DeleteResult(Header header, long deleted) {}
