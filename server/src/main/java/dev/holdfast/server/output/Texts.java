package dev.holdfast.server.output;

import dev.holdfast.datastore.Selector;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Texts for people. */
public final class Texts {

  private Texts() {}

  /**
   * Returns a text with its control characters shown as {@code \xHH}.
   *
   * @param text any text
   */
  public static String printable(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 8);
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                shown.append(String.format("\\x%02X", c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  /**
   * Returns a value as text, or nothing as the empty text.
   *
   * @param value the value
   */
  public static String orEmpty(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }

  /**
   * Returns {@code yes}, or the empty text.
   *
   * @param flag which of them
   */
  public static String yes(boolean flag) {
    return flag ? "yes" : "";
  }

  /**
   * Returns values with spaces between them.
   *
   * @param values the values
   */
  public static String joined(Collection<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  /**
   * Returns selectors with spaces between them.
   *
   * @param selectors the selectors, where they are told
   */
  public static String selectors(Optional<List<Selector>> selectors) {
    return selectors.map(Texts::joined).orElse("");
  }

  /**
   * Returns a time such as {@code 90s} or {@code 12h}.
   *
   * @param time the time, or nothing
   */
  public static String time(Optional<Duration> time) {
    return time.map(Texts::time).orElse("");
  }

  private static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds > 0 && seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /**
   * Returns how long something took, such as {@code 12.3 ms} or {@code 1.4 s}.
   *
   * @param nanos nanoseconds
   */
  public static String elapsed(long nanos) {
    if (nanos >= 1_000_000_000) {
      return tenths(nanos / 100_000_000) + " s";
    }
    return nanos >= 100_000_000 ? nanos / 1_000_000 + " ms" : tenths(nanos / 100_000) + " ms";
  }

  private static String tenths(long number) {
    return number / 10 + "." + number % 10;
  }

  /**
   * Returns a number with its thousands set apart.
   *
   * @param number the number
   */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * Returns a number of things, in the singular where it is one.
   *
   * @param number how many
   * @param singular what one of them is called
   * @param plural what several are called
   */
  public static String counted(long number, String singular, String plural) {
    return number(number) + " " + (number == 1 ? singular : plural);
  }
}
