package dev.holdfast.conformance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a run goes.
 *
 * @param size how large its numbers are
 * @param seed the seed of every case; nothing means a random one for each
 * @param only the cases to run; none means all
 * @param patience longest wait for one answer
 * @param folder where reports and histories go; nothing means nowhere
 * @param histories which histories are kept
 * @param caseLimit longest time that a case may take, without that of stopping and starting the
 *     database
 */
public record Settings(
    Size size,
    OptionalLong seed,
    Set<CaseNumber> only,
    Duration patience,
    Optional<Path> folder,
    Histories histories,
    Duration caseLimit) {

  /** The property that makes a run long: {@code true} or {@code false}. */
  public static final String LONG = "holdfast.conformance.long";

  /** The property that names the cases to run, by number, with commas between. */
  public static final String CASE = "holdfast.conformance.case";

  /** The property that sets the seed of every case. */
  public static final String SEED = "holdfast.conformance.seed";

  /** The property that keeps the histories of all cases: {@code all} or {@code failed}. */
  public static final String HISTORIES = "holdfast.conformance.histories";

  /** Which histories are written to files. */
  public enum Histories {
    /** None. */
    NONE,
    /** Those of failed cases. */
    FAILED,
    /** All. */
    ALL
  }

  /** Copies the numbers. */
  public Settings {
    only = Set.copyOf(only);
  }

  /**
   * Makes settings with the time for a case that its size asks for.
   *
   * @param size how large its numbers are
   * @param seed the seed of every case; nothing means a random one for each
   * @param only the cases to run; none means all
   * @param patience longest wait for one answer
   * @param folder where reports and histories go; nothing means nowhere
   * @param histories which histories are kept
   */
  public Settings(
      Size size,
      OptionalLong seed,
      Set<CaseNumber> only,
      Duration patience,
      Optional<Path> folder,
      Histories histories) {
    this(size, seed, only, patience, folder, histories, limit(size));
  }

  private static Duration limit(Size size) {
    return switch (size) {
      case SMALL, STANDARD -> Duration.ofMinutes(5);
      case LONG -> Duration.ofMinutes(30);
    };
  }

  /** Returns what the system properties ask for. */
  public static Settings fromProperties() {
    String only = System.getProperty(CASE, "");
    Long seed = Long.getLong(SEED);
    String root = System.getProperty("holdfast.root", "");
    return new Settings(
        Boolean.getBoolean(LONG) ? Size.LONG : Size.STANDARD,
        seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
        Arrays.stream(only.split(",", -1))
            .filter(number -> !number.isBlank())
            .map(CaseNumber::parse)
            .collect(Collectors.toSet()),
        Duration.ofSeconds(30),
        Optional.of(Path.of(root, "target", "conformance")),
        System.getProperty(HISTORIES, "").equals("all") ? Histories.ALL : Histories.FAILED);
  }

  /** Returns the same run with small numbers, unless it was asked to be long. */
  public Settings smaller() {
    Size smaller = size == Size.LONG ? Size.LONG : Size.SMALL;
    return new Settings(smaller, seed, only, patience, folder, histories, caseLimit);
  }

  /**
   * Returns the same run with another time for each case.
   *
   * @param limit longest time that a case may take
   */
  Settings within(Duration limit) {
    return new Settings(size, seed, only, patience, folder, histories, limit);
  }

  /**
   * Returns the same run of other cases; no report is written of it.
   *
   * @param numbers the cases to run
   */
  public Settings only(Set<CaseNumber> numbers) {
    return new Settings(size, seed, numbers, patience, folder, histories, caseLimit);
  }

  /**
   * Returns whether a case is to be run.
   *
   * @param number the case
   */
  boolean includes(CaseNumber number) {
    return only.isEmpty() || only.contains(number);
  }
}
