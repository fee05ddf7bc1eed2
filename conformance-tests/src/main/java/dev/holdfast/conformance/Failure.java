package dev.holdfast.conformance;

/** A store broke the rule of a case. */
public final class Failure extends AssertionError {

  private static final long serialVersionUID = 1L;

  /**
   * Makes a failure.
   *
   * @param message what was expected and what came, in the words of the contract
   */
  public Failure(String message) {
    super(message);
  }

  /**
   * Makes a failure with a cause.
   *
   * @param message what was expected and what came, in the words of the contract
   * @param cause what lies beneath
   */
  public Failure(String message, Throwable cause) {
    super(message, cause);
  }
}
