/**
 * Reads of the DataStore: which state to answer from, records, and pages. Internal to the cache.
 */
@NullMarked
package dev.holdfast.datastore.cache.internal.read;

import org.jspecify.annotations.NullMarked;
