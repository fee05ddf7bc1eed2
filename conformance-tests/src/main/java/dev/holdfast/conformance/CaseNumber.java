package dev.holdfast.conformance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of a case: 75, and 75a behind it.
 *
 * @param number the number
 * @param suffix what was put in later, or an empty text
 */
public record CaseNumber(int number, String suffix) implements Comparable<CaseNumber> {

  private static final Pattern FORM = Pattern.compile("(\\d+)([a-z]?)");

  /**
   * Reads a number.
   *
   * @param text such as {@code 75a}
   * @throws IllegalArgumentException if it is none
   */
  public static CaseNumber parse(String text) {
    Matcher matcher = FORM.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not the number of a case, such as 75a");
    }
    return new CaseNumber(Integer.parseInt(matcher.group(1)), matcher.group(2));
  }

  @Override
  public int compareTo(CaseNumber other) {
    return number != other.number
        ? Integer.compare(number, other.number)
        : suffix.compareTo(other.suffix);
  }

  @Override
  public String toString() {
    return number + suffix;
  }
}
