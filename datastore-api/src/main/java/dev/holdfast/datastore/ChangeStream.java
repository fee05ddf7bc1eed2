package dev.holdfast.datastore;

import java.time.Duration;
import java.util.Optional;

/**
 * A stream of changes, commit by commit, without gap or repetition.
 *
 * <p>It ends by an exception: {@code RESOURCE_EXHAUSTED}, reason {@code SLOW_CONSUMER}, when its
 * reader falls further behind than changes are kept (at least 60 seconds); {@code UNAVAILABLE} when
 * the DataStore is closed or out of reach. A stream opened after {@link #position} goes on where
 * this one ended, as long as the changes are kept.
 *
 * <p>For one reader at a time; {@link #close} may be called by any thread.
 */
public interface ChangeStream extends AutoCloseable {

  /**
   * Waits for the next changes.
   *
   * @throws DataStoreException when the stream has ended
   */
  ChangeSet next();

  /**
   * Waits for the next changes for some time; nothing means that there were none.
   *
   * @param atMost how long to wait
   * @throws DataStoreException when the stream has ended
   */
  Optional<ChangeSet> next(Duration atMost);

  /** Returns the state up to which every change has been told. */
  Floor position();

  /** Ends the stream. */
  @Override
  void close();
}
