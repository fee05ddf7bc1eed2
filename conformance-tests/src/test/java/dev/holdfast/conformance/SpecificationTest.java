package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.conformance.cases.Cases;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SpecificationTest {

  private static final Map<CaseNumber, Set<Tag>> WRITTEN =
      Cases.all().stream()
          .collect(Collectors.toMap(ConformanceCase::number, ConformanceCase::tags));

  @Test
  void everyCase_isWrittenOrNeedsALaunchedPlugin() {
    Set<CaseNumber> numbers = new TreeSet<>(WRITTEN.keySet());
    numbers.addAll(Specification.launched());
    assertThat(numbers).isEqualTo(Specification.cases().keySet());
    assertThat(WRITTEN.keySet()).doesNotContainAnyElementsOf(Specification.launched());
  }

  @Test
  void everyCase_hasTheTagsOfTheSpecification() {
    // A case may need more than the specification asks, such as a store of its own.
    assertThat(WRITTEN)
        .allSatisfy(
            (number, tags) -> assertThat(tags).containsAll(Specification.cases().get(number)));
  }

  @Test
  void casesOfFaults_needALaunchedPluginOrAFacility() {
    Set<CaseNumber> provided =
        Cases.all().stream()
            .filter(one -> one.facility() != Facility.STORE)
            .map(ConformanceCase::number)
            .collect(Collectors.toCollection(TreeSet::new));
    provided.addAll(Specification.launched());
    List<CaseNumber> faults =
        Specification.cases().entrySet().stream()
            .filter(one -> one.getValue().contains(Tag.F))
            .map(Map.Entry::getKey)
            .toList();
    assertThat(provided).containsAll(faults);
  }
}
