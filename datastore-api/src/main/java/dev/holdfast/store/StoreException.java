package dev.holdfast.store;

import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A store refused or failed a call.
 *
 * <p>The litmus test: {@link ErrorReason.Cure#RETRY_CALL} if the call alone may be repeated, {@link
 * ErrorReason.Cure#RETRY_TRANSACTION} if the whole transaction must be, {@link
 * ErrorReason.Cure#READ_AGAIN} or {@link ErrorReason.Cure#FIX_REQUEST} if something else must
 * change first.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorReason reason;
  private final String description;
  private final transient Map<String, String> metadata;

  /**
   * Makes an exception with details.
   *
   * @param reason why the call failed
   * @param description what happened, for people: the object, the bound and the cure
   * @param metadata details, for programs
   * @param cause what lies beneath
   */
  public StoreException(
      ErrorReason reason,
      String description,
      Map<String, String> metadata,
      @Nullable Throwable cause) {
    super(reason + ": " + description, cause);
    this.reason = reason;
    this.description = description;
    this.metadata = Map.copyOf(metadata);
  }

  /**
   * Makes an exception with details.
   *
   * @param reason why the call failed
   * @param description what happened, for people
   * @param metadata details, for programs
   */
  public StoreException(ErrorReason reason, String description, Map<String, String> metadata) {
    this(reason, description, metadata, null);
  }

  /**
   * Makes an exception.
   *
   * @param reason why the call failed
   * @param description what happened, for people
   */
  public StoreException(ErrorReason reason, String description) {
    this(reason, description, Map.of(), null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param reason why the call failed
   * @param description what happened, for people
   * @param cause what lies beneath
   */
  public StoreException(ErrorReason reason, String description, Throwable cause) {
    this(reason, description, Map.of(), cause);
  }

  /**
   * Returns the store's exception behind a failed future.
   *
   * @param failure what the future failed with; one that is not the store's is taken for {@link
   *     ErrorReason#INVARIANT}
   */
  public static StoreException from(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof StoreException exception) {
      return exception;
    }
    if (cause instanceof java.util.concurrent.CancellationException) {
      return new StoreException(ErrorReason.CANCELLED, "the call was cancelled", cause);
    }
    return new StoreException(ErrorReason.INVARIANT, "unexpected failure: " + cause, cause);
  }

  /** Returns why the call failed. */
  public ErrorReason reason() {
    return reason;
  }

  /** Returns details for programs, such as {@code current_mod_revision}. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Returns what happened, without the reason. */
  public String description() {
    return description;
  }
}
