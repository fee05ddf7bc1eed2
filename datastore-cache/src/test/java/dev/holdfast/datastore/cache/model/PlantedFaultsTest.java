package dev.holdfast.datastore.cache.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.Servers;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The random operations find faults, and tell by few of them how. */
class PlantedFaultsTest {

  private static final int LENGTH = 500;
  private static final int MOST_SCRIPTS = 40;
  private static final int SHORT = 8;

  private static void assertFound(UnaryOperator<DataStore> fault) {
    assertFound(Place.memory(1).withServers((store, time) -> fault.apply(Servers.on(store, time))));
  }

  private static void assertFound(Place place) {
    for (int seed = 0; seed < MOST_SCRIPTS; seed++) {
      List<Operation> script = Scripts.draw(seed, LENGTH, place.servers());
      Optional<Difference> found = Comparison.run(place, script, new Reach());
      if (found.isPresent()) {
        List<Operation> least = Scripts.shrink(place, script.subList(0, found.get().at() + 1));
        assertThat(least).hasSizeLessThanOrEqualTo(SHORT);
        assertThat(Comparison.run(place, least, new Reach())).isPresent();
        assertThat(Comparison.run(Place.memory(1), least, new Reach()))
            .as("without the fault")
            .isEmpty();
        return;
      }
    }
    throw new AssertionError(MOST_SCRIPTS + " scripts do not find the fault");
  }

  @Test
  void similarity_heedsOrderOfSelectors() {
    assertFound(Faults::similarityHeedsOrder);
  }

  @Test
  void subset_matchesEmptySet() {
    assertFound(Faults::subsetMatchesEmptySet);
  }

  @Test
  void page_skipsEntryOfSameCreateRevision() {
    assertFound(Faults::pageSkipsSameRevision);
  }

  @Test
  void count_ignoresOneFilter() {
    assertFound(Faults::countIgnoresHint);
  }

  @Test
  void dissociate_missesSecondBundle() {
    assertFound(
        Place.memory(1).withServers((store, time) -> Servers.on(ForgetfulStore.on(store), time)));
  }

  @Test
  void prune_takesTheTimeItself() {
    assertFound(Faults::pruneTakesTheTimeItself);
  }

  @Test
  void aliasCascade_deletesWorkloadChild() {
    assertFound(Faults::cascadeTakesAWorkload);
  }

  @Test
  void updateWithEmptyMask_emitsNoEvent() {
    assertFound(Faults::emptyUpdateTellsNobody);
  }

  @Test
  void cachedRead_mixesTwoRevisions() {
    assertFound(Faults::cachedListMixesRevisions);
  }

  @Test
  void joinToken_redeemedTwice() {
    assertFound(Faults::tokenRedeemedTwice);
  }
}
