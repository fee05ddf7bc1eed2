package dev.holdfast.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.conformance.cases.Cases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void everyCase_judgesRulesOfTheContract() {
    assertThat(Cases.all())
        .allSatisfy(
            one ->
                assertThat(one.contract())
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .isSubsetOf(Contract.rules().keySet()));
  }

  @Test
  void everyRule_isJudgedByACaseOrTellsWhyNot() {
    Set<String> judged =
        Cases.all().stream().flatMap(one -> one.contract().stream()).collect(Collectors.toSet());

    assertThat(Contract.rules()).hasSizeGreaterThan(90);
    assertThat(Contract.rules())
        .allSatisfy(
            (number, text) ->
                assertThat(judged.contains(number))
                    .as("%s is judged by a case: %s", number, text)
                    .isNotEqualTo(text.contains("*(not judged: ")));
  }

  @Test
  void rules_areNumberedWithoutGaps() {
    List<String> numbers = List.copyOf(Contract.rules().keySet());
    for (int i = 1; i < numbers.size(); i++) {
      String[] before = numbers.get(i - 1).substring(1).split("\\.", -1);
      int section = Integer.parseInt(before[0]);
      assertThat(numbers.get(i))
          .isIn(
              "R" + section + "." + (Integer.parseInt(before[1]) + 1), "R" + (section + 1) + ".1");
    }
  }

  @Test
  void documentation_tellsEveryCase() throws IOException {
    List<String> rows =
        Cases.all().stream()
            .map(
                one ->
                    String.join(
                        " | ",
                        "| " + one.number(),
                        one.tags().stream().map(Tag::name).collect(Collectors.joining(" ")),
                        String.join(", ", one.contract()),
                        one.rule().replace("|", "\\|") + " |"))
            .toList();
    assertThat(Files.readString(Path.of("../docs/reference/conformance.md")))
        .contains(String.join("\n", rows) + "\n");
    assertThat(Files.readString(Path.of("README.md")))
        .contains("[" + rows.size() + " numbered cases]");
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
