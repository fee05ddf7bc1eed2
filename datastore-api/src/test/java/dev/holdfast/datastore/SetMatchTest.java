package dev.holdfast.datastore;

import static dev.holdfast.datastore.Match.ANY;
import static dev.holdfast.datastore.Match.EXACT;
import static dev.holdfast.datastore.Match.SUBSET;
import static dev.holdfast.datastore.Match.SUPERSET;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SetMatchTest {

  @ParameterizedTest
  @CsvSource({
    // candidate, exact, subset, superset, any; compared with {a, b}
    "'',   false, false, false, false",
    "a,    false, true,  false, true",
    "ab,   true,  true,  true,  true",
    "abc,  false, false, true,  true",
    "ac,   false, false, false, true",
    "c,    false, false, false, false",
  })
  void matches_truthTable(
      String candidate, boolean exact, boolean subset, boolean superset, boolean any) {
    assertThat(compare(EXACT, candidate)).isEqualTo(exact);
    assertThat(compare(SUBSET, candidate)).isEqualTo(subset);
    assertThat(compare(SUPERSET, candidate)).isEqualTo(superset);
    assertThat(compare(ANY, candidate)).isEqualTo(any);
  }

  private static boolean compare(Match match, String candidate) {
    return new SetMatch<>(Set.of('a', 'b'), match)
        .matches(candidate.chars().mapToObj(c -> (char) c).collect(Collectors.toSet()));
  }
}
