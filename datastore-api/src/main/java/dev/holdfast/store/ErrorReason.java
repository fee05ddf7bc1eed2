package dev.holdfast.store;

/**
 * Why a {@link Store} refused or failed a call.
 *
 * <p>A reason travels as the {@code reason} of a {@code google.rpc.ErrorInfo} of the domain {@link
 * #DOMAIN}. An error that comes without one is {@link #OUTCOME_UNKNOWN}, unless its status says of
 * itself that nothing was applied.
 *
 * <p>What to do is told by {@link #cure}; for a write, {@link #mayHaveApplied} tells whether its
 * effects may be there.
 */
public enum ErrorReason {
  /** A key is empty. */
  KEY_EMPTY(Status.INVALID_ARGUMENT),
  /** A key is longer than {@link Limits#maxKeyBytes}. */
  KEY_TOO_LARGE(Status.INVALID_ARGUMENT),
  /** A value is longer than {@link Limits#maxValueBytes}. */
  VALUE_TOO_LARGE(Status.INVALID_ARGUMENT),
  /** A transaction or delete exceeds a limit of its size. */
  TXN_TOO_LARGE(Status.INVALID_ARGUMENT),
  /** A range, or what is asked of it, makes no sense. */
  BAD_RANGE(Status.INVALID_ARGUMENT),
  /** A request id or transaction id is malformed, misplaced or used again with other content. */
  BAD_REQUEST_ID(Status.INVALID_ARGUMENT),
  /** An option of the configuration is unknown or malformed. */
  BAD_OPTION(Status.INVALID_ARGUMENT),

  /**
   * A precondition does not hold; {@code current_mod_revision} tells what is there, 0 if nothing.
   */
  PRECONDITION_FAILED(Status.FAILED_PRECONDITION),
  /** A read-only transaction was asked to write. */
  TXN_READ_ONLY(Status.FAILED_PRECONDITION),
  /** The transaction is over; {@code outcome} is {@code committed} or {@code aborted}. */
  TXN_FINISHED(Status.FAILED_PRECONDITION),
  /** Another call is using the transaction. */
  TXN_BUSY(Status.FAILED_PRECONDITION),
  /** The plugin has not been configured yet. */
  NOT_CONFIGURED(Status.FAILED_PRECONDITION),
  /** The plugin has been configured already. */
  ALREADY_CONFIGURED(Status.FAILED_PRECONDITION),

  /** Something that the transaction read has changed; {@code revision} tells when it was found. */
  CONFLICT(Status.ABORTED),
  /** The store knows no such transaction: it is not committed and never will be. */
  TXN_UNKNOWN(Status.ABORTED),
  /** The transaction's lease ran out, or its snapshot is gone: it is not committed. */
  TXN_EXPIRED(Status.ABORTED),

  /** History up to {@code compact_revision} is gone. */
  COMPACTED(Status.OUT_OF_RANGE),
  /** The store has not seen the revision: it belongs to another history. */
  FUTURE_REVISION(Status.OUT_OF_RANGE),
  /** The store's revisions belong to another history, {@code history_id}. */
  HISTORY_CHANGED(Status.OUT_OF_RANGE),

  /** {@link Limits#maxOpenTxns} transactions are open. */
  TOO_MANY_TXNS(Status.RESOURCE_EXHAUSTED),
  /** {@link Limits#maxWatches} watches are open. */
  TOO_MANY_WATCHES(Status.RESOURCE_EXHAUSTED),
  /** The backend's disk or quota is full. */
  NO_SPACE(Status.RESOURCE_EXHAUSTED),
  /** The reader of a watch is too slow; a new watch goes on where this one ended. */
  SLOW_CONSUMER(Status.RESOURCE_EXHAUSTED),

  /** The backend is away or busy, and nothing was applied. */
  NOT_APPLIED(Status.UNAVAILABLE),
  /** Whether the write was applied is not known; the same call with the same id tells. */
  OUTCOME_UNKNOWN(Status.UNKNOWN),
  /** The store lacks a capability, {@code name}. */
  CAPABILITY(Status.UNIMPLEMENTED),
  /** The caller is not known. */
  UNAUTHENTICATED(Status.UNAUTHENTICATED),
  /** The caller is known and not allowed. */
  PERMISSION_DENIED(Status.PERMISSION_DENIED),
  /** The call's time ran out. */
  DEADLINE_EXCEEDED(Status.DEADLINE_EXCEEDED),
  /** The caller gave up. */
  CANCELLED(Status.CANCELLED),
  /** The store broke a promise of its own. */
  INVARIANT(Status.INTERNAL),
  /** Stored data is damaged. */
  CORRUPT(Status.DATA_LOSS);

  /** The domain of the store's error details. */
  public static final String DOMAIN = "holdfast.store.v1";

  private final Status status;

  ErrorReason(Status status) {
    this.status = status;
  }

  /** Returns the status that the reason travels with. */
  public Status status() {
    return status;
  }

  /**
   * Returns whether the reason travels by name. The others are told by their status alone, since
   * they may come from anywhere on the way.
   */
  public boolean isNamed() {
    return switch (this) {
      case UNAUTHENTICATED, PERMISSION_DENIED, DEADLINE_EXCEEDED, CANCELLED -> false;
      default -> true;
    };
  }

  /** Returns whether a write that failed like this may have been applied. */
  public boolean mayHaveApplied() {
    return switch (status) {
      case UNKNOWN, DEADLINE_EXCEEDED, CANCELLED, INTERNAL, DATA_LOSS -> true;
      default -> false;
    };
  }

  /** Returns what the caller should do. */
  public Cure cure() {
    return switch (status) {
      case INVALID_ARGUMENT -> Cure.FIX_REQUEST;
      case FAILED_PRECONDITION -> Cure.READ_AGAIN;
      case ABORTED -> Cure.RETRY_TRANSACTION;
      case OUT_OF_RANGE -> Cure.RELOAD;
      case RESOURCE_EXHAUSTED -> Cure.BACK_OFF;
      case UNAVAILABLE -> Cure.RETRY_CALL;
      case UNKNOWN, DEADLINE_EXCEEDED, CANCELLED -> Cure.ASK_AGAIN;
      case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED, INTERNAL, DATA_LOSS -> Cure.NONE;
    };
  }

  /** The gRPC status codes that a store uses, under gRPC's names. */
  public enum Status {
    /** The request is wrong whatever the state. */
    INVALID_ARGUMENT,
    /** The request is wrong in the present state. */
    FAILED_PRECONDITION,
    /** The transaction is over, and a new one may succeed. */
    ABORTED,
    /** The revision asked for is not there. */
    OUT_OF_RANGE,
    /** A limit is reached for the time being. */
    RESOURCE_EXHAUSTED,
    /** No service for the time being. */
    UNAVAILABLE,
    /** Nothing is known. */
    UNKNOWN,
    /** The store cannot do that. */
    UNIMPLEMENTED,
    /** The caller is not known. */
    UNAUTHENTICATED,
    /** The caller is not allowed. */
    PERMISSION_DENIED,
    /** The call's time ran out. */
    DEADLINE_EXCEEDED,
    /** The caller gave up. */
    CANCELLED,
    /** The store is broken. */
    INTERNAL,
    /** The data is broken. */
    DATA_LOSS
  }

  /** What a caller should do about an error. */
  public enum Cure {
    /** Correct the request. */
    FIX_REQUEST,
    /** Look at the state again, then decide. */
    READ_AGAIN,
    /** Run the whole transaction again. */
    RETRY_TRANSACTION,
    /** Read everything anew: what was known is of another time. */
    RELOAD,
    /** Try again later. */
    BACK_OFF,
    /** Make the same call again. */
    RETRY_CALL,
    /** Make the same call again with the same id, which tells what became of it. */
    ASK_AGAIN,
    /** Nothing helps: give up and tell somebody. */
    NONE
  }
}
