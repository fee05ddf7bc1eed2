package dev.holdfast.etcd;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Sorts what etcd and the wire say: the one place where it gets a reason.
 *
 * <p>Of a write, what is not known to be refused may have been applied. UNAVAILABLE tells nothing
 * of that: etcd says it of requests that timed out and are applied later, and the wire of
 * connections that broke while an answer was awaited.
 */
final class EtcdErrors {

  private EtcdErrors() {}

  /** Returns the failure of a call that changes nothing. */
  static StoreException ofRead(Throwable failure) {
    StoreException sorted = ofWrite(failure);
    return sorted.reason() == ErrorReason.OUTCOME_UNKNOWN
        ? new StoreException(ErrorReason.NOT_APPLIED, sorted.description(), sorted)
        : sorted;
  }

  /** Returns the failure of a call that may have changed something. */
  static StoreException ofWrite(Throwable failure) {
    Throwable cause = unwrap(failure);
    return cause instanceof StoreException known ? known : sort(cause);
  }

  private static StoreException sort(Throwable cause) {
    Status status = Status.fromThrowable(cause);
    String said = status.getDescription() == null ? status.toString() : status.getDescription();
    return switch (status.getCode()) {
      case INVALID_ARGUMENT -> invalid(said, cause);
      case OUT_OF_RANGE -> outOfRange(said, cause);
      case RESOURCE_EXHAUSTED -> exhausted(said, cause);
      case PERMISSION_DENIED ->
          new StoreException(
              ErrorReason.PERMISSION_DENIED,
              "etcd does not allow it; the user needs read and write on the store's prefix: "
                  + said,
              cause);
      case UNAUTHENTICATED ->
          new StoreException(ErrorReason.UNAUTHENTICATED, "etcd knows us not: " + said, cause);
      case DATA_LOSS ->
          new StoreException(ErrorReason.CORRUPT, "etcd's data is damaged: " + said, cause);
      case NOT_FOUND -> notApplied("etcd found nothing: " + said, cause);
      case UNAVAILABLE ->
          neverArrived(status, said)
              ? notApplied("etcd is away: " + said, cause)
              : unknown(said, cause);
      default -> unknown(said, cause);
    };
  }

  private static StoreException invalid(String said, Throwable cause) {
    if (said.contains("request is too large") || said.contains("too many operations")) {
      return tooLarge(said, cause);
    }
    if (isLoginGone(cause)) {
      return notApplied("the login has ended; try again: " + said, cause);
    }
    if (said.contains("user name is empty")) {
      return new StoreException(
          ErrorReason.UNAUTHENTICATED, "the cluster asks who we are; give a user: " + said, cause);
    }
    return new StoreException(
        ErrorReason.INVARIANT, "etcd refused a request as malformed: " + said, cause);
  }

  private static StoreException outOfRange(String said, Throwable cause) {
    return said.contains("compacted")
        ? new StoreException(
            ErrorReason.COMPACTED, "history is gone; read everything anew: " + said, cause)
        : new StoreException(
            ErrorReason.HISTORY_CHANGED,
            "etcd does not know a revision that it told before: " + said,
            cause);
  }

  private static StoreException exhausted(String said, Throwable cause) {
    if (said.contains("database space exceeded")) {
      return new StoreException(
          ErrorReason.NO_SPACE,
          "etcd's quota is exceeded; compact, defragment and disarm the alarm: " + said,
          cause);
    }
    if (said.contains("larger than max")) {
      return tooLarge(said, cause);
    }
    return notApplied("etcd is busy: " + said, cause);
  }

  private static StoreException tooLarge(String said, Throwable cause) {
    return new StoreException(
        ErrorReason.TXN_TOO_LARGE,
        "the request is larger than etcd takes; make the change in parts: " + said,
        Map.of(),
        cause);
  }

  /** Returns whether a call ended before it could reach a member's state machine. */
  private static boolean neverArrived(Status status, String said) {
    if (said.endsWith("etcdserver: no leader")) {
      return true; // said at the door
    }
    for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof EtcdLogin.NotSent) {
        return true;
      }
    }
    return said.startsWith("no member resolves") || said.startsWith("Channel shutdown");
  }

  private static StoreException notApplied(String description, Throwable cause) {
    return new StoreException(ErrorReason.NOT_APPLIED, description, cause);
  }

  private static StoreException unknown(String said, Throwable cause) {
    return new StoreException(
        ErrorReason.OUTCOME_UNKNOWN, "etcd did not say whether it was applied: " + said, cause);
  }

  /** Returns whether a call was refused since the token that it bore is not valid any more. */
  static boolean isLoginGone(Throwable failure) {
    Status status = Status.fromThrowable(unwrap(failure));
    String said = String.valueOf(status.getDescription());
    return said.contains("invalid auth token") || said.contains("revision of auth store is old");
  }

  /** Returns whether history was cut as far before. */
  static boolean isCompactedAlready(Throwable failure) {
    Status status = Status.fromThrowable(unwrap(failure));
    return status.getCode() == Status.Code.OUT_OF_RANGE
        && String.valueOf(status.getDescription()).contains("has been compacted");
  }

  /** Returns whether a lease that a put was to be bound to is not there. */
  static boolean isLeaseGone(Throwable failure) {
    Status status = Status.fromThrowable(unwrap(failure));
    return status.getCode() == Status.Code.NOT_FOUND
        && String.valueOf(status.getDescription()).contains("lease not found");
  }

  /** Returns whether an answer was larger than this side takes. */
  static boolean isAnswerTooLarge(Throwable failure) {
    Status status = Status.fromThrowable(unwrap(failure));
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && String.valueOf(status.getDescription()).contains("exceeds maximum size");
  }

  /** Returns whether a failure says that the cluster does not answer at present. */
  static boolean isAway(Throwable failure) {
    return switch (Status.fromThrowable(unwrap(failure)).getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> true;
      default -> false;
    };
  }

  static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
