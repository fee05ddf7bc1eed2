package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The revisions of a store in their order, as watches read them. Thread-safe. */
public interface ChangeLog {

  /**
   * Reads the commits after a revision, whole and in order, as far as the log knows them now.
   *
   * <p>The future fails with {@link ErrorReason#COMPACTED} when some of them are gone, and with
   * {@link ErrorReason#HISTORY_CHANGED} when the history that the log was asked in has ended.
   *
   * @param after the revision, exclusively
   * @param historyId the history that the revision belongs to
   */
  CompletableFuture<Stretch> read(long after, String historyId);

  /**
   * Returns a future that is done once the log knows a revision beyond one, or has ended.
   *
   * @param revision the revision
   */
  CompletableFuture<Void> awaitBeyond(long revision);

  /**
   * Returns the fingerprint of a revision, or nothing where the log does not remember it.
   *
   * @param revision the revision
   */
  CompletableFuture<Optional<Bytes>> fingerprint(long revision);

  /**
   * One commit.
   *
   * @param revision its revision
   * @param fingerprint tells it from one of the same number in another history
   * @param events its events with the entries before, in key order, one per key
   */
  record Commit(long revision, Bytes fingerprint, List<Event> events) {}

  /**
   * Consecutive commits.
   *
   * @param commits the commits, ascending
   * @param through the revision up to which nothing is left out; not below the one asked for
   */
  record Stretch(List<Commit> commits, long through) {}
}
