/**
 * The {@link dev.holdfast.datastore.DataStore} on a {@link dev.holdfast.store.Store}, which keeps
 * all records in memory; opened by {@link dev.holdfast.datastore.cache.DataStores}.
 */
@NullMarked
package dev.holdfast.datastore.cache;

import org.jspecify.annotations.NullMarked;
