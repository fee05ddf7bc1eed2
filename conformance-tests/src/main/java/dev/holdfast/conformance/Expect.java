package dev.holdfast.conformance;

import dev.holdfast.conformance.history.Violation;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What cases demand of what came back. */
public final class Expect {

  private static final Map<ErrorReason, Set<String>> DETAILS =
      Map.of(
          ErrorReason.PRECONDITION_FAILED, Set.of("current_mod_revision"),
          ErrorReason.TXN_FINISHED, Set.of("outcome"),
          ErrorReason.CONFLICT, Set.of("revision"),
          ErrorReason.COMPACTED, Set.of("compact_revision"),
          ErrorReason.HISTORY_CHANGED, Set.of("history_id"),
          ErrorReason.CAPABILITY, Set.of("name"));

  private Expect() {}

  /**
   * Demands that something holds.
   *
   * @param holds whether it does
   * @param expected what was expected
   * @param came what came instead
   */
  public static void that(boolean holds, String expected, Object came) {
    if (!holds) {
      throw new Failure("expected: " + expected + "\n  came:     " + came);
    }
  }

  /**
   * Demands that a value is another.
   *
   * @param what the name of the value
   * @param expected what it should be
   * @param came what it is
   */
  public static void equal(String what, Object expected, Object came) {
    that(expected.equals(came), what + " is " + expected, what + " is " + came);
  }

  /**
   * Demands that a call is refused for one of some reasons, with the details that the reason calls
   * for (the rule of case 7), and returns the refusal.
   *
   * @param what what is refused
   * @param call makes the call and waits for its answer
   * @param reasons the reasons allowed
   */
  public static StoreException refused(String what, Runnable call, ErrorReason... reasons) {
    List<ErrorReason> allowed = Arrays.asList(reasons);
    try {
      call.run();
    } catch (StoreException e) {
      return refused(what, e, allowed);
    }
    throw new Failure(
        "expected: " + what + " is refused with " + words(allowed) + "\n  came:     OK");
  }

  /**
   * Demands that a refusal has one of some reasons, and the details that it calls for.
   *
   * @param what what is refused
   * @param refusal the refusal
   * @param allowed the reasons allowed
   */
  public static StoreException refused(
      String what, StoreException refusal, List<ErrorReason> allowed) {
    ErrorReason reason = refusal.reason();
    that(
        allowed.contains(reason),
        what + " is refused with " + words(allowed),
        reason.status() + " " + reason + " \"" + refusal.description() + "\"");
    Set<String> details = DETAILS.getOrDefault(reason, Set.of());
    that(
        refusal.metadata().keySet().containsAll(details),
        "the ErrorInfo of " + reason + " carries the metadata " + details,
        "the metadata are " + refusal.metadata());
    return refusal;
  }

  /**
   * Demands that a refusal carries a metadatum.
   *
   * @param name its name
   * @param expected its value
   * @param refusal the refusal
   */
  public static void metadatum(String name, Object expected, StoreException refusal) {
    String told = refusal.metadata().getOrDefault(name, "not told");
    equal("the metadatum " + name + " of " + refusal.reason(), expected.toString(), told);
  }

  private static String words(List<ErrorReason> reasons) {
    return reasons.size() == 1
        ? reasons.get(0).status() + " " + reasons.get(0)
        : "one of " + reasons;
  }

  /**
   * Fails if a history breaks promises.
   *
   * @param violations what a replay has found
   */
  static void kept(List<Violation> violations) {
    if (!violations.isEmpty()) {
      throw new Failure(
          "the history of the case breaks "
              + violations.size()
              + " promises; the first are:\n    "
              + violations.stream()
                  .limit(3)
                  .map(Violation::toString)
                  .collect(Collectors.joining("\n    ")));
    }
  }
}
