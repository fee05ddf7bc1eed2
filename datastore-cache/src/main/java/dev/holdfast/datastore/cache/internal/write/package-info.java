/**
 * Writes of the DataStore: rules, what a write checks and changes, and how it is committed.
 * Internal to the cache.
 */
@NullMarked
package dev.holdfast.datastore.cache.internal.write;

import org.jspecify.annotations.NullMarked;
