/**
 * Persistent structures of whole numbers: changing one makes a new one that shares all but a path
 * of nodes with the old, so that any number of states can be read at once. All are immutable and
 * thread-safe. Internal to the cache.
 */
@NullMarked
package dev.holdfast.datastore.cache.internal.tree;

import org.jspecify.annotations.NullMarked;
