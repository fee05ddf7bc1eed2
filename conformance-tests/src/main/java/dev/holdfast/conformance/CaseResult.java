package dev.holdfast.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a case came to.
 *
 * @param number the case
 * @param result whether the store passed
 * @param reason why it failed or was not run; nothing where it passed
 * @param millis how long it took
 * @param operations how many calls were made and watches opened
 * @param seed the seed with which it can be repeated
 * @param notes what it measured, for people
 */
public record CaseResult(
    CaseNumber number,
    Result result,
    Optional<String> reason,
    long millis,
    int operations,
    long seed,
    List<String> notes) {

  /** Whether a store passed a case. */
  public enum Result {
    /** The store kept the rule. */
    PASSED,
    /** The store broke the rule. */
    FAILED,
    /** The store does not declare what the case needs. */
    SKIPPED,
    /** The case has no meaning on this front. */
    NOT_APPLICABLE;

    /** Returns the word for reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Copies the notes. */
  public CaseResult {
    notes = List.copyOf(notes);
  }

  /**
   * Returns the result of a case that was not run.
   *
   * @param number the case
   * @param result how it is counted
   * @param reason why it was not run
   */
  static CaseResult without(CaseNumber number, Result result, String reason) {
    return new CaseResult(number, result, Optional.of(reason), 0, 0, 0, List.of());
  }
}
