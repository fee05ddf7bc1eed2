package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.store.StoreException;

/** Makes failures of a store failures of the DataStore. */
public final class StoreFailures {

  private StoreFailures() {}

  /**
   * Returns what the failure of a read means.
   *
   * @param e the store's failure, which becomes the cause
   */
  public static DataStoreException ofRead(StoreException e) {
    Reason reason =
        switch (e.reason().status()) {
          case UNKNOWN, UNAVAILABLE, OUT_OF_RANGE, ABORTED -> Reason.AWAY;
          case DEADLINE_EXCEEDED -> Reason.DEADLINE_EXCEEDED;
          case CANCELLED -> Reason.CANCELLED;
          default -> common(e);
        };
    return translated(reason, e);
  }

  /**
   * Returns what the failure of a write means.
   *
   * @param e the store's failure, which becomes the cause
   */
  public static DataStoreException ofWrite(StoreException e) {
    if (e.reason().mayHaveApplied()) {
      return translated(Reason.OUTCOME_UNKNOWN, e);
    }
    Reason reason =
        switch (e.reason().status()) {
          case UNAVAILABLE, OUT_OF_RANGE -> Reason.AWAY;
          case ABORTED -> Reason.CONTENTION;
          default -> common(e);
        };
    return translated(reason, e);
  }

  private static Reason common(StoreException e) {
    return switch (e.reason().status()) {
      case INVALID_ARGUMENT ->
          switch (e.reason()) {
            case KEY_TOO_LARGE, VALUE_TOO_LARGE, TXN_TOO_LARGE -> Reason.TOO_LARGE;
            case BAD_OPTION -> Reason.INVALID;
            default -> Reason.INTERNAL;
          };
      case RESOURCE_EXHAUSTED -> Reason.STORE_EXHAUSTED;
      case UNIMPLEMENTED -> Reason.UNIMPLEMENTED;
      case UNAUTHENTICATED -> Reason.UNAUTHENTICATED;
      case PERMISSION_DENIED -> Reason.PERMISSION_DENIED;
      case DATA_LOSS -> Reason.CORRUPT;
      case FAILED_PRECONDITION ->
          switch (e.reason()) {
            case NOT_CONFIGURED -> Reason.AWAY;
            default -> Reason.INTERNAL;
          };
      default -> Reason.INTERNAL;
    };
  }

  private static DataStoreException translated(Reason reason, StoreException e) {
    return new DataStoreException(reason, "the store says " + e.getMessage(), e);
  }
}
