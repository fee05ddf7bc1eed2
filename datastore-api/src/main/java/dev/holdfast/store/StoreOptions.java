package dev.holdfast.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Named options of a store, read by name and checked against their bounds.
 *
 * <p>Every malformed option is refused with {@link ErrorReason#BAD_OPTION}, naming the option, its
 * value and what is allowed.
 */
public final class StoreOptions {

  /** How long history is kept, in milliseconds. */
  public static final String HISTORY_RETENTION_MS = "history_retention_ms";

  /** The shortest lease of a transaction, in milliseconds. */
  public static final String MIN_LEASE_MS = "min_lease_ms";

  /** The longest lease of a transaction, in milliseconds. */
  public static final String MAX_LEASE_MS = "max_lease_ms";

  private final Map<String, String> values;
  private final Set<String> required;

  private StoreOptions(Map<String, String> values, Set<String> required) {
    this.values = Map.copyOf(values);
    this.required = Set.copyOf(required);
  }

  /** Returns no options, which means every default. */
  public static StoreOptions none() {
    return new StoreOptions(Map.of(), Set.of());
  }

  /**
   * Returns options that must all be understood.
   *
   * @param values values by name
   */
  public static StoreOptions of(Map<String, String> values) {
    return new StoreOptions(values, values.keySet());
  }

  /**
   * Returns options of which some must be understood, and the others are ignored if they are not.
   *
   * @param values values by name
   * @param required the names that must be understood
   */
  public static StoreOptions of(Map<String, String> values, Set<String> required) {
    return new StoreOptions(values, required);
  }

  /** Returns the values by name. */
  public Map<String, String> asMap() {
    return values;
  }

  /** Returns the names that must be understood. */
  public Set<String> required() {
    return required;
  }

  /**
   * Refuses options that must be understood and are not.
   *
   * @param known the names that the store understands
   */
  public void requireKnown(Set<String> known) {
    for (String name : new TreeSet<>(required)) {
      if (!known.contains(name)) {
        throw new StoreException(
            ErrorReason.BAD_OPTION,
            "unknown option '" + name + "'; known are " + String.join(", ", new TreeSet<>(known)),
            Map.of("option", name));
      }
    }
  }

  /**
   * Returns an option in milliseconds.
   *
   * @param name the option
   * @param fallback what holds where it is not given
   * @param least least value allowed
   * @param most greatest value allowed
   */
  public Duration millis(String name, Duration fallback, Duration least, Duration most) {
    long millis = number(name, fallback.toMillis(), least.toMillis(), most.toMillis());
    return Duration.ofMillis(millis);
  }

  /**
   * Returns a whole number.
   *
   * @param name the option
   * @param fallback what holds where it is not given
   * @param least least value allowed
   * @param most greatest value allowed
   */
  public long number(String name, long fallback, long least, long most) {
    return parse(
        name,
        fallback,
        "a whole number from " + least + " to " + most,
        text -> {
          long number = Long.parseLong(text);
          if (number < least || number > most) {
            throw new IllegalArgumentException();
          }
          return number;
        });
  }

  /**
   * Returns a flag, {@code true} or {@code false}.
   *
   * @param name the option
   * @param fallback what holds where it is not given
   */
  public boolean flag(String name, boolean fallback) {
    return parse(
        name,
        fallback,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException();
            });
  }

  /**
   * Returns an option as it is written, or nothing where it is not given or empty.
   *
   * @param name the option
   */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(text -> !text.isEmpty());
  }

  /**
   * Returns limits with the options that every store knows applied to them.
   *
   * @param limits the limits where nothing else is configured
   */
  public Limits applyTo(Limits limits) {
    Duration longest = Duration.ofDays(1);
    Duration maxLease = millis(MAX_LEASE_MS, limits.maxLease(), Duration.ofMillis(1), longest);
    Duration minLease =
        millis(MIN_LEASE_MS, min(limits.minLease(), maxLease), Duration.ofMillis(1), maxLease);
    Duration retention =
        millis(
            HISTORY_RETENTION_MS,
            limits.historyRetention(),
            Duration.ofMillis(1),
            Duration.ofDays(365));
    return limits.withLeases(minLease, maxLease).withHistoryRetention(retention);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private <T> T parse(String name, T fallback, String expected, Function<String, T> parser) {
    String text = values.get(name);
    if (text == null) {
      return fallback;
    }
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          ErrorReason.BAD_OPTION,
          "option " + name + " is '" + text + "'; expected is " + expected,
          Map.of("option", name),
          e);
    }
  }
}
