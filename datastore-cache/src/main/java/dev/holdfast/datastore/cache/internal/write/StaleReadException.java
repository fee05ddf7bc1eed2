package dev.holdfast.datastore.cache.internal.write;

/** What was read of several keys does not belong together: something changed in between. */
final class StaleReadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleReadException(String message) {
    super(message);
  }
}
