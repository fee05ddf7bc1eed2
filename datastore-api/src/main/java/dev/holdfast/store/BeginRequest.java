package dev.holdfast.store;

import java.time.Duration;
import java.util.Optional;

/**
 * Begins a transaction.
 *
 * @param mode whether it may write
 * @param lease how long it lives without a call that names it, in milliseconds; nothing means the
 *     store's default, and what lies beyond the store's bounds is moved to them
 * @param id a fresh id of the client's choice, which makes the call repeatable; nothing means that
 *     the store chooses
 */
public record BeginRequest(Mode mode, Optional<Duration> lease, Optional<TxnId> id) {

  /** Whether a transaction may write. */
  public enum Mode {
    /** Reads and writes; the commit may be refused with {@link ErrorReason#CONFLICT}. */
    READ_WRITE,
    /** Reads at one revision; the commit always succeeds. */
    READ_ONLY
  }

  /** Returns the request for a transaction that may write. */
  public static BeginRequest readWrite() {
    return new BeginRequest(Mode.READ_WRITE, Optional.empty(), Optional.empty());
  }

  /** Returns the request for a transaction that only reads. */
  public static BeginRequest readOnly() {
    return new BeginRequest(Mode.READ_ONLY, Optional.empty(), Optional.empty());
  }

  /**
   * Returns the same request with a lease.
   *
   * @param duration how long the transaction lives without a call that names it
   */
  public BeginRequest leasedFor(Duration duration) {
    return new BeginRequest(mode, Optional.of(duration), id);
  }

  /**
   * Returns the same request with an id of the client's choice.
   *
   * @param chosen a fresh id, up to 64 bytes
   */
  public BeginRequest as(TxnId chosen) {
    return new BeginRequest(mode, lease, Optional.of(chosen));
  }
}
