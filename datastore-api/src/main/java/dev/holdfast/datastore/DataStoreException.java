package dev.holdfast.datastore;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DataStore} refused or failed a call.
 *
 * <p>The {@link Code} tells what to do about it, the {@link Reason} which rule it was, and {@link
 * #object} and {@link #field} what is at fault. The litmus test of a code: {@code UNAVAILABLE} if
 * the same call may be repeated; {@code ABORTED} if the caller must read again first; {@code
 * FAILED_PRECONDITION} if something else must be changed first; {@code UNKNOWN} if a write may or
 * may not have been applied. After every other code nothing was applied.
 */
public final class DataStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final @Nullable String object;
  private final @Nullable String field;
  private final String description;

  private DataStoreException(
      Reason reason,
      @Nullable String object,
      @Nullable String field,
      String description,
      @Nullable Throwable cause) {
    super(message(reason, object, field, description), cause);
    this.reason = reason;
    this.object = object;
    this.field = field;
    this.description = description;
  }

  /**
   * Makes an exception that names no object.
   *
   * @param reason why the call failed
   * @param description what happened, for people: the bound and the cure
   */
  public DataStoreException(Reason reason, String description) {
    this(reason, null, null, description, null);
  }

  /**
   * Makes an exception that names no object, with a cause.
   *
   * @param reason why the call failed
   * @param description what happened, for people
   * @param cause what lies beneath
   */
  public DataStoreException(Reason reason, String description, Throwable cause) {
    this(reason, null, null, description, cause);
  }

  /**
   * Makes an exception of all that is known, as it comes from elsewhere.
   *
   * @param reason why the call failed
   * @param description what happened, for people
   * @param object the object that is at fault, where one is
   * @param field the field that is at fault, where one is
   * @param cause what lies beneath
   */
  public DataStoreException(
      Reason reason,
      String description,
      Optional<String> object,
      Optional<String> field,
      Throwable cause) {
    this(reason, object.orElse(null), field.orElse(null), description, cause);
  }

  /**
   * Returns the refusal of a value that breaks a rule.
   *
   * @param object what the value belongs to, such as {@code registration entry}
   * @param field the field that is at fault, such as {@code selectors}
   * @param rule what is wrong and what is right, for people
   */
  public static DataStoreException invalid(String object, String field, String rule) {
    return new DataStoreException(Reason.INVALID, rule).of(object, field);
  }

  /**
   * Returns the same failure of an object and a field of it.
   *
   * @param name the object, such as {@code bundle}
   * @param fieldName the field, such as {@code trust_domain}
   */
  public DataStoreException of(String name, String fieldName) {
    return new DataStoreException(reason, name, fieldName, description, source());
  }

  /**
   * Returns the same failure of an object as a whole.
   *
   * @param name the object, such as {@code bundle example.org}
   */
  public DataStoreException of(String name) {
    return new DataStoreException(reason, name, null, description, source());
  }

  /**
   * Returns the same failure of an element of a list, its field included.
   *
   * @param list the list, such as {@code entries}
   * @param index the element's index, from 0
   */
  public DataStoreException at(String list, int index) {
    String element = list + "[" + index + "]";
    return new DataStoreException(
        reason, object, field == null ? element : element + "." + field, description, source());
  }

  /** A renamed failure keeps the original, with its stack, as the cause. */
  private Throwable source() {
    Throwable cause = getCause();
    return cause == null ? this : cause;
  }

  /** Returns what kind of failure it is. */
  public Code code() {
    return reason.code();
  }

  /** Returns which rule it was. */
  public Reason reason() {
    return reason;
  }

  /** Returns the object that is at fault, where one is. */
  public Optional<String> object() {
    return Optional.ofNullable(object);
  }

  /** Returns the field that is at fault, where one is. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** Returns what happened, without reason, object and field. */
  public String description() {
    return description;
  }

  private static String message(
      Reason reason, @Nullable String object, @Nullable String field, String description) {
    StringBuilder message = new StringBuilder(reason.name()).append(": ");
    if (object != null) {
      message.append(object).append(": ");
    }
    if (field != null) {
      message.append(field).append(": ");
    }
    return message.append(description).toString();
  }

  /** What kind of failure it is, under gRPC's names. */
  public enum Code {
    /** The request breaks a rule, whatever the state. */
    INVALID_ARGUMENT,
    /** What the request speaks of does not exist. */
    NOT_FOUND,
    /** What the request would create is there already. */
    ALREADY_EXISTS,
    /** The present state forbids it; something else must be changed first. */
    FAILED_PRECONDITION,
    /** The state that the request relies on has moved on: read again, then decide. */
    ABORTED,
    /** The state asked for is not kept, or belongs to another history. */
    OUT_OF_RANGE,
    /** A limit is reached for the time being. */
    RESOURCE_EXHAUSTED,
    /** No service for the time being; nothing was applied, and the call may be repeated. */
    UNAVAILABLE,
    /** Whether the write was applied is not known. */
    UNKNOWN,
    /** The store beneath lacks something that is needed. */
    UNIMPLEMENTED,
    /** The caller is not known. */
    UNAUTHENTICATED,
    /** The caller is known and not allowed. */
    PERMISSION_DENIED,
    /** The time of a read ran out. */
    DEADLINE_EXCEEDED,
    /** The caller gave up a read. */
    CANCELLED,
    /** The DataStore broke a promise of its own. */
    INTERNAL,
    /** Stored data is damaged. */
    DATA_LOSS
  }

  /** Which rule it was; travels by name. */
  public enum Reason {
    /** A value breaks a rule. */
    INVALID(Code.INVALID_ARGUMENT),
    /** An object or a request exceeds a limit of its size. */
    TOO_LARGE(Code.INVALID_ARGUMENT),
    /** A page token does not parse, was tampered with, or belongs to another listing. */
    BAD_PAGE_TOKEN(Code.INVALID_ARGUMENT),
    /** There is no such record. */
    NOT_FOUND(Code.NOT_FOUND),
    /** There is such a record already. */
    ALREADY_EXISTS(Code.ALREADY_EXISTS),
    /** Entries federate with the bundle that was to be deleted. */
    BUNDLE_IN_USE(Code.FAILED_PRECONDITION),
    /** An entry federates with a trust domain that has no bundle. */
    BUNDLE_MISSING(Code.FAILED_PRECONDITION),
    /** No authority of one sort would be left. */
    LAST_AUTHORITY(Code.FAILED_PRECONDITION),
    /** The store is laid out in a format that this version does not know. */
    FORMAT_UNKNOWN(Code.FAILED_PRECONDITION),
    /** The record is not at the revision that was expected. */
    REVISION_MOVED(Code.ABORTED),
    /** The state that a listing began with is no longer kept. */
    SNAPSHOT_MOVED(Code.ABORTED),
    /** Others kept changing what the write rests on. */
    CONTENTION(Code.ABORTED),
    /** The changes asked for are no longer kept. */
    COMPACTED(Code.OUT_OF_RANGE),
    /** The floor belongs to another history. */
    HISTORY_CHANGED(Code.OUT_OF_RANGE),
    /** The reader of a stream is too slow. */
    SLOW_CONSUMER(Code.RESOURCE_EXHAUSTED),
    /** The store has no room, or too much to do. */
    STORE_EXHAUSTED(Code.RESOURCE_EXHAUSTED),
    /** The first load is not done yet. */
    NOT_LOADED(Code.UNAVAILABLE),
    /** The state asked for has not reached this server in time. */
    BEHIND(Code.UNAVAILABLE),
    /** The store, or the server on the way to it, is away. */
    AWAY(Code.UNAVAILABLE),
    /** The DataStore has been closed. */
    CLOSED(Code.UNAVAILABLE),
    /** The answer to a write was lost. */
    OUTCOME_UNKNOWN(Code.UNKNOWN),
    /** The store lacks a capability. */
    UNIMPLEMENTED(Code.UNIMPLEMENTED),
    /** The caller is not known. */
    UNAUTHENTICATED(Code.UNAUTHENTICATED),
    /** The caller is known and not allowed. */
    PERMISSION_DENIED(Code.PERMISSION_DENIED),
    /** The time of a read ran out. */
    DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED),
    /** The caller gave up a read. */
    CANCELLED(Code.CANCELLED),
    /** The DataStore broke a promise of its own. */
    INTERNAL(Code.INTERNAL),
    /** Stored data is damaged. */
    CORRUPT(Code.DATA_LOSS);

    /** The domain of the error details that carry a reason. */
    public static final String DOMAIN = "holdfast.datastore.v1";

    private final Code code;

    Reason(Code code) {
      this.code = code;
    }

    /** Returns what kind of failure the reason makes. */
    public Code code() {
      return code;
    }
  }
}
