/**
 * One state of all records, with indexes over it. A {@link
 * dev.holdfast.datastore.cache.internal.state.State} is immutable and shares its structure with the
 * states before and after it. Internal to the cache.
 */
@NullMarked
package dev.holdfast.datastore.cache.internal.state;

import org.jspecify.annotations.NullMarked;
