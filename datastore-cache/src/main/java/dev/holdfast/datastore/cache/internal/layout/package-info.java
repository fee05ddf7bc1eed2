/**
 * How the DataStore lies in a store: its keys, and what is written beside the records. Internal to
 * the cache.
 */
@NullMarked
package dev.holdfast.datastore.cache.internal.layout;

import org.jspecify.annotations.NullMarked;
