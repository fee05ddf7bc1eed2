package dev.holdfast.conformance.history;

/**
 * A promise that a history shows broken.
 *
 * @param check the check that found it, such as {@code C4} or {@code Reliable}
 * @param message what was seen and what was expected
 */
public record Violation(String check, String message) {

  @Override
  public String toString() {
    return check + ": " + message;
  }
}
