/**
 * Both ends of the process boundary: a {@link dev.holdfast.store.Store} served over gRPC, and
 * {@link dev.holdfast.runtime.RemoteStore}, its client.
 */
@NullMarked
package dev.holdfast.runtime;

import org.jspecify.annotations.NullMarked;
