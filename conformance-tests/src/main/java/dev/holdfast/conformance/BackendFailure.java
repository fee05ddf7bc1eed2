package dev.holdfast.conformance;

/** The database could not be stopped or started, which says nothing about the store on it. */
public final class BackendFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes a failure.
   *
   * @param message what was tried, and how it went wrong
   */
  public BackendFailure(String message) {
    super(message);
  }

  /**
   * Makes a failure with a cause.
   *
   * @param message what was tried, and how it went wrong
   * @param cause what lies beneath
   */
  public BackendFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
