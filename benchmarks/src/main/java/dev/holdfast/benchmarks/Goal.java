package dev.holdfast.benchmarks;

import java.math.BigDecimal;

/**
 * What a figure should be.
 *
 * @param of what of it
 * @param side on which side of the bound
 * @param bound the bound, in the figure's unit or as a ratio
 */
record Goal(Of of, Side side, double bound) {

  /** What of a figure is held against the bound. */
  enum Of {
    /** The value itself. */
    VALUE,
    /** Its ratio to what it stands beside. */
    RATIO
  }

  /** On which side of the bound it should be. */
  enum Side {
    /** Not above. */
    AT_MOST,
    /** Not below. */
    AT_LEAST
  }

  static Goal atMost(double bound) {
    return new Goal(Of.VALUE, Side.AT_MOST, bound);
  }

  static Goal atLeast(double bound) {
    return new Goal(Of.VALUE, Side.AT_LEAST, bound);
  }

  static Goal ratioAtMost(double bound) {
    return new Goal(Of.RATIO, Side.AT_MOST, bound);
  }

  static Goal ratioAtLeast(double bound) {
    return new Goal(Of.RATIO, Side.AT_LEAST, bound);
  }

  boolean isMetBy(double number) {
    return side == Side.AT_MOST ? number <= bound : number >= bound;
  }

  /** Returns how far a number is from the bound: 1 is at it, less is within. */
  double reached(double number) {
    return side == Side.AT_MOST ? number / bound : bound / number;
  }

  /** Returns the goal for people, such as {@code ratio <= 4}. */
  String text(String unit) {
    String number = BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    return (of == Of.RATIO ? "ratio " : "")
        + (side == Side.AT_MOST ? "<= " : ">= ")
        + number
        + (of == Of.RATIO ? "" : " " + unit);
  }
}
