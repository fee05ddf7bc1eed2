package dev.holdfast.server.cli;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads the values of options that are not plain texts and numbers. */
public final class Converters {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,18})(s|m|h|d)?");

  private Converters() {}

  /**
   * Teaches a command line and its subcommands.
   *
   * @param commandLine the command line
   */
  public static void register(CommandLine commandLine) {
    commandLine.registerConverter(SpiffeId.class, text -> checked(text, SpiffeId::parse));
    commandLine.registerConverter(TrustDomain.class, text -> checked(text, TrustDomain::parse));
    commandLine.registerConverter(Selector.class, text -> checked(text, Selector::parse));
    commandLine.registerConverter(Duration.class, Converters::duration);
    commandLine.registerConverter(Instant.class, Converters::instant);
  }

  private static <T> T checked(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (DataStoreException e) {
      throw new TypeConversionException(e.description());
    }
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'" + text + "' is not a time; examples are 3600, 90s, 30m, 12h and 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    try {
      return switch (unit) {
        case "m" -> Duration.ofMinutes(number);
        case "h" -> Duration.ofHours(number);
        case "d" -> Duration.ofDays(number);
        default -> Duration.ofSeconds(number);
      };
    } catch (ArithmeticException e) {
      throw new TypeConversionException("'" + text + "' is too long a time");
    }
  }

  static Instant instant(String text) {
    if (text.equals("now")) {
      return Instant.now();
    }
    if (text.startsWith("now-")) {
      return second().minus(duration(text.substring("now-".length())));
    }
    if (text.startsWith("now+")) {
      return second().plus(duration(text.substring("now+".length())));
    }
    try {
      return text.chars().allMatch(Character::isDigit)
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException | NumberFormatException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is not a point in time; examples are 2030-01-31T12:00:00Z, 1893456000 (seconds"
              + " since 1970), now, now-7d and now+1h");
    }
  }

  private static Instant second() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
