package dev.holdfast.datastore.cache.internal.state;

/**
 * A row at its ordinal. Ordinals of a table follow the order of creation.
 *
 * @param ordinal the ordinal
 * @param row the row
 * @param <R> the kind of row
 */
record Placed<R>(int ordinal, R row) {}
