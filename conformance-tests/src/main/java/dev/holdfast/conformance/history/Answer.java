package dev.holdfast.conformance.history;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.util.Map;
import java.util.Optional;

/**
 * What came back of a call.
 *
 * @param <T> the kind of value that the call answers
 */
public sealed interface Answer<T> {

  /**
   * The store answered.
   *
   * @param result the answer
   * @param <T> its kind
   */
  record Given<T>(T result) implements Answer<T> {}

  /**
   * The store refused or failed.
   *
   * @param why the reason
   * @param description the store's words
   * @param metadata the error's details
   * @param <T> the kind of value that the call would have answered
   */
  record Refused<T>(ErrorReason why, String description, Map<String, String> metadata)
      implements Answer<T> {

    /** Copies the details. */
    public Refused {
      metadata = Map.copyOf(metadata);
    }

    /**
     * Returns the refusal that an exception tells.
     *
     * @param failure the exception
     * @param <T> the kind of value that the call would have answered
     */
    public static <T> Refused<T> of(StoreException failure) {
      return new Refused<>(failure.reason(), failure.description(), failure.metadata());
    }
  }

  /**
   * Nothing came back before the history was taken.
   *
   * @param <T> the kind of value that the call would have answered
   */
  record Missing<T>() implements Answer<T> {}

  /** Returns the value, if there is one. */
  default Optional<T> value() {
    return this instanceof Given<T> given ? Optional.of(given.result()) : Optional.empty();
  }

  /** Returns why there is no value, if the store told. */
  default Optional<ErrorReason> reason() {
    return this instanceof Refused<T> refused ? Optional.of(refused.why()) : Optional.empty();
  }

  /** Returns whether a write that was answered like this may be there all the same. */
  default boolean isUnknown() {
    return this instanceof Missing
        || (this instanceof Refused<T> refused && refused.why().mayHaveApplied());
  }
}
