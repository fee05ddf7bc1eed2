package dev.holdfast.store;

import java.util.OptionalLong;

/**
 * A put has been applied, or buffered in its transaction.
 *
 * @param header the store's revision; inside a transaction, its snapshot
 * @param modRevision the revision of the put; nothing inside a transaction, where it is not known
 *     yet
 */
public record PutResult(Header header, OptionalLong modRevision) {}
