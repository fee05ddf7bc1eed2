package dev.holdfast.datastore.cache.model;

/**
 * Where the DataStore and the model part.
 *
 * @param at the number of the operation, from 0
 * @param problem how they differ
 */
record Difference(int at, String problem) {}
