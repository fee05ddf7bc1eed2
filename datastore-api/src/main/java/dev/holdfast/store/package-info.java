/**
 * The contract beneath: a {@link dev.holdfast.store.Store} holds {@link
 * dev.holdfast.store.KeyValue}s at a revision, changes in {@link dev.holdfast.store.Transaction}s,
 * and tells of its changes by {@link dev.holdfast.store.Watch}.
 *
 * <p>A server does not need this package: it opens a {@code DataStore}. It is for those who write a
 * store, validate one, or look beneath.
 */
@NullMarked
package dev.holdfast.store;

import org.jspecify.annotations.NullMarked;
