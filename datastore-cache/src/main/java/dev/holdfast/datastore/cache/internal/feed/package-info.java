/**
 * Keeps a {@link dev.holdfast.datastore.cache.internal.state.State} in step with a store: loads it,
 * follows the store's watch, and tells those who wait for a revision. Internal to the cache.
 */
@NullMarked
package dev.holdfast.datastore.cache.internal.feed;

import org.jspecify.annotations.NullMarked;
