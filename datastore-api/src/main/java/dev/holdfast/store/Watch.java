package dev.holdfast.store;

import java.util.concurrent.CompletableFuture;

/**
 * A stream of a store's changes, drawn one message at a time.
 *
 * <p>Drawing is the back-pressure: a store keeps no message that nobody has asked for, only the
 * revision to go on from, so a slow reader costs nothing and misses nothing until history is
 * compacted away beneath it.
 *
 * <p>The stream is ordered, unique (no event twice), reliable (no gap), atomic (a revision is told
 * whole) and resumable (a watch after the last revision told goes on where this one ended).
 *
 * <p>A watch is for one reader at a time; {@link #close} may be called by any thread.
 */
public interface Watch extends AutoCloseable {

  /**
   * Returns the next message once there is one: first {@link WatchResponse.Created}, then the rest.
   *
   * <p>The future fails with a {@link StoreException} when the stream has ended: {@link
   * ErrorReason#COMPACTED} and {@link ErrorReason#HISTORY_CHANGED} ask for a reload, {@link
   * ErrorReason#NOT_APPLIED} and {@link ErrorReason#SLOW_CONSUMER} for a new watch after the last
   * revision told. A failed watch stays failed.
   *
   * @throws IllegalStateException if the message before has not been delivered yet
   */
  CompletableFuture<WatchResponse> next();

  /** Ends the watch; a message still awaited fails with {@link ErrorReason#CANCELLED}. */
  @Override
  void close();
}
