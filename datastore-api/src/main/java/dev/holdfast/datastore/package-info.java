/**
 * The contract above: a {@link dev.holdfast.datastore.DataStore} keeps {@link
 * dev.holdfast.datastore.IdentityRecord}s, answers from memory, and tells of its changes by {@link
 * dev.holdfast.datastore.ChangeStream}.
 *
 * <p>Every method here blocks until it has its answer, throws {@link
 * dev.holdfast.datastore.DataStoreException} and nothing else, and leaves its arguments as they
 * are. All values are immutable.
 */
@NullMarked
package dev.holdfast.datastore;

import org.jspecify.annotations.NullMarked;
