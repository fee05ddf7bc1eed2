package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.conformance.CaseResult.Result;
import dev.holdfast.store.Capability;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LevelTest {

  private static final StoreInfo MEMORY = new MemoryStoreProvider().describe();

  /** What every case came to; those of the tag named came to something else. */
  private static String level(StoreInfo info, Map<Tag, Result> exceptions) {
    List<CaseResult> results =
        Specification.cases().entrySet().stream()
            .map(one -> result(one.getKey(), one.getValue(), exceptions))
            .toList();
    return Level.of(info, Specification.cases(), results);
  }

  private static CaseResult result(CaseNumber number, Set<Tag> tags, Map<Tag, Result> exceptions) {
    Result result =
        tags.stream()
            .filter(exceptions::containsKey)
            .findFirst()
            .map(exceptions::get)
            .orElse(Result.PASSED);
    return CaseResult.without(number, result, "");
  }

  private static StoreInfo declaring(Capability... capabilities) {
    return new StoreInfo(
        MEMORY.name(),
        MEMORY.version(),
        MEMORY.contractVersions(),
        MEMORY.state(),
        Set.copyOf(Arrays.asList(capabilities)),
        MEMORY.limits());
  }

  @Test
  void everyCasePassed_isFull() {
    assertThat(level(MEMORY, Map.of())).isEqualTo("Full");
  }

  @Test
  void failedCase_costsItsLevelAndFull() {
    assertThat(level(MEMORY, Map.of(Tag.C, Result.FAILED))).isEqualTo("None");
    assertThat(level(MEMORY, Map.of(Tag.P, Result.FAILED))).isEqualTo("Core+Txn+Watch");
    assertThat(level(MEMORY, Map.of(Tag.W, Result.FAILED))).isEqualTo("Core+Preconditions+Txn");
    assertThat(level(MEMORY, Map.of(Tag.D, Result.FAILED)))
        .isEqualTo("Core+Preconditions+Txn+Watch");
  }

  @Test
  void undeclaredCapability_isNoLevel() {
    assertThat(level(declaring(), skipping(Tag.P, Tag.T, Tag.W))).isEqualTo("Core");
    assertThat(level(declaring(Capability.WATCH), skipping(Tag.P, Tag.T))).isEqualTo("Core+Watch");
  }

  @Test
  void durableAndShared_needTheirCasesToPass() {
    Set<Capability> all = Set.of(Capability.values());
    StoreInfo info = declaring(all.toArray(new Capability[0]));
    assertThat(level(info, Map.of())).isEqualTo("Full, Durable, Shared");
    assertThat(level(info, Map.of(Tag.D, Result.NOT_APPLICABLE))).isEqualTo("Full, Shared");
    assertThat(level(info, Map.of(Tag.S, Result.NOT_APPLICABLE))).isEqualTo("Full, Durable");
    assertThat(level(info, Map.of(Tag.S, Result.FAILED)))
        .isEqualTo("Core+Preconditions+Txn+Watch, Durable");
    assertThat(level(MEMORY, Map.of())).doesNotContain("Durable", "Shared");
  }

  private static Map<Tag, Result> skipping(Tag... tags) {
    Map<Tag, Result> skipped = new TreeMap<>();
    for (Tag tag : tags) {
      skipped.put(tag, Result.SKIPPED);
    }
    return skipped;
  }
}
