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
  void everyCase_isWritten() {
    assertThat(WRITTEN.keySet()).isEqualTo(Specification.cases().keySet());
  }

  @Test
  void everyCase_hasTheTagsOfTheSpecification() {
    // A case may need more than the specification asks, such as a store of its own.
    assertThat(WRITTEN)
        .allSatisfy(
            (number, tags) -> assertThat(tags).containsAll(Specification.cases().get(number)));
  }

  @Test
  void casesOfFaults_needAFacility() {
    Set<CaseNumber> provided =
        Cases.all().stream()
            .filter(one -> one.facility() != Facility.STORE)
            .map(ConformanceCase::number)
            .collect(Collectors.toCollection(TreeSet::new));
    List<CaseNumber> faults =
        Specification.cases().entrySet().stream()
            .filter(one -> one.getValue().contains(Tag.F))
            .map(Map.Entry::getKey)
            .toList();
    assertThat(provided).containsAll(faults);
  }
}
