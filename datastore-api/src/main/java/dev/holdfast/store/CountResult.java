package dev.holdfast.store;

/**
 * The number of keys in a range.
 *
 * @param header the revision that the count reflects; inside a transaction, its snapshot
 * @param count how many keys
 */
public record CountResult(Header header, long count) {}
