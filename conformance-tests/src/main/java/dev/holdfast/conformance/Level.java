package dev.holdfast.conformance;

import dev.holdfast.store.Capability;
import dev.holdfast.store.StoreInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The level that a store reaches: each needs all of its cases. */
final class Level {

  private static final Set<Capability> FULL =
      EnumSet.of(
          Capability.PRECONDITIONS,
          Capability.TRANSACTIONS,
          Capability.WATCH,
          Capability.PREV_VALUE,
          Capability.IDEMPOTENCY);

  private Level() {}

  /**
   * Returns the level, such as {@code Full, Durable}, {@code Core+Txn} or {@code None}.
   *
   * <p>A case that has no meaning on the front does not stand against the levels. A suffix is
   * earned by cases that passed: at least one of its own, and none that failed. A case that was
   * skipped for want of a capability stands against Full only, which wants them all.
   *
   * @param info what the store declares
   * @param tags the tags of every case
   * @param results what the cases came to
   */
  static String of(StoreInfo info, Map<CaseNumber, Set<Tag>> tags, Collection<CaseResult> results) {
    if (!holds(Tag.C, tags, results)) {
      return "None";
    }
    List<String> parts = new ArrayList<>(List.of("Core"));
    add("Preconditions", info, Tag.P, tags, results, parts);
    add("Txn", info, Tag.T, tags, results, parts);
    add("Watch", info, Tag.W, tags, results, parts);
    boolean full =
        info.capabilities().containsAll(FULL)
            && parts.size() == 4
            && results.stream().noneMatch(Level::fails);
    String level = full ? "Full" : String.join("+", parts);
    return level
        + (proves(Capability.DURABLE, info, Tag.D, tags, results) ? ", Durable" : "")
        + (proves(Capability.SHARED, info, Tag.S, tags, results) ? ", Shared" : "");
  }

  private static void add(
      String name,
      StoreInfo info,
      Tag tag,
      Map<CaseNumber, Set<Tag>> tags,
      Collection<CaseResult> results,
      List<String> parts) {
    if (info.has(tag.capability().orElseThrow()) && holds(tag, tags, results)) {
      parts.add(name);
    }
  }

  private static boolean holds(
      Tag tag, Map<CaseNumber, Set<Tag>> tags, Collection<CaseResult> results) {
    return results.stream()
        .filter(result -> tags.getOrDefault(result.number(), Set.of()).contains(tag))
        .noneMatch(Level::fails);
  }

  private static boolean proves(
      Capability capability,
      StoreInfo info,
      Tag tag,
      Map<CaseNumber, Set<Tag>> tags,
      Collection<CaseResult> results) {
    return info.has(capability)
        && holds(tag, tags, results)
        && results.stream()
            .filter(result -> tags.getOrDefault(result.number(), Set.of()).contains(tag))
            .anyMatch(result -> result.result() == CaseResult.Result.PASSED);
  }

  private static boolean fails(CaseResult result) {
    return result.result() == CaseResult.Result.FAILED;
  }
}
