package dev.holdfast.conformance.history;

/**
 * When a call was made and when its answer came.
 *
 * @param number its place in the history, by the time of the call
 * @param called when it was made, in nanoseconds of a clock of the recording
 * @param returned when it was answered; {@link Long#MAX_VALUE} where it was not
 */
public record Span(int number, long called, long returned) {

  /**
   * Returns whether this call was answered before another was made.
   *
   * @param other the other
   */
  public boolean isBefore(Span other) {
    return returned < other.called;
  }
}
