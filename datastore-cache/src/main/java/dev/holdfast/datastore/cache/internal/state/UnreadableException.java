package dev.holdfast.datastore.cache.internal.state;

import org.jspecify.annotations.Nullable;

/** A stored value cannot be read. */
final class UnreadableException extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
