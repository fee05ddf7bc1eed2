/**
 * For those who write a {@link dev.holdfast.store.Store} in Java: give {@link
 * dev.holdfast.store.engine.OptimisticStore} an engine that reads at a revision and commits
 * atomically, and it adds transactions, leases, refusals and watches.
 */
@NullMarked
package dev.holdfast.store.engine;

import org.jspecify.annotations.NullMarked;
