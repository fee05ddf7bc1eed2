package dev.holdfast.datastore.cache.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostingsTest {

  @Test
  void ordinals_ofNeighbouringNumbersDoNotMix() {
    Postings.Changes changes = new Postings.Changes();
    for (int number : new int[] {0, 1, 3, 70_000}) {
      changes.add(number, 0);
      changes.add(number, 7);
      changes.add(number, Integer.MAX_VALUE);
    }
    Postings postings = Postings.empty().with(changes);

    for (int number : new int[] {0, 1, 3, 70_000}) {
      assertThat(list(postings.ordinals(number, 0))).containsExactly(0, 7, Integer.MAX_VALUE);
      assertThat(list(postings.ordinals(number, 1))).containsExactly(7, Integer.MAX_VALUE);
      assertThat(postings.next(number, 0)).hasValue(0);
      assertThat(postings.next(number, 1)).hasValue(7);
      assertThat(postings.next(number, 8)).hasValue(Integer.MAX_VALUE);
      assertThat(postings.count(number)).isEqualTo(3);
      assertThat(postings.few(number)).containsExactly(0, 7, Integer.MAX_VALUE);
      assertThat(postings.contains(number, 7)).isTrue();
      assertThat(postings.contains(number, 8)).isFalse();
    }
    assertThat(postings.next(2, 0)).isEmpty();
    assertThat(Postings.empty().next(0, 0)).isEmpty();
    assertThat(postings.count(2)).isZero();
    assertThat(postings.isEmpty(2)).isTrue();
    assertThat(postings.isEmpty(1)).isFalse();
  }

  @Test
  void with_ordinalLostAndGained() {
    Postings.Changes first = new Postings.Changes();
    first.add(1, 1);
    first.add(1, 2);
    Postings.Changes second = new Postings.Changes();
    second.remove(1, 1);
    second.remove(1, 2);
    second.add(1, 2);

    assertThat(list(Postings.empty().with(first).with(second).ordinals(1, 0))).containsExactly(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void with_likeSortedSets(int seed) {
    Random random = new Random(seed);
    Map<Integer, NavigableSet<Integer>> model = new HashMap<>();
    Postings postings = Postings.empty();
    for (int step = 0; step < 200; step++) {
      Postings.Changes changes = new Postings.Changes();
      Set<List<Integer>> touched = new HashSet<>();
      // First they become so many that they stand in trees, then fewer again.
      boolean growing = step < 100;
      for (int i = random.nextInt(step == 0 ? 2_000 : 60); i >= 0; i--) {
        int number = random.nextInt(5);
        int ordinal = random.nextInt(1_000);
        NavigableSet<Integer> ordinals = model.computeIfAbsent(number, n -> new TreeSet<>());
        if (!touched.add(List.of(number, ordinal))) {
          continue;
        }
        if (ordinals.contains(ordinal)) {
          changes.remove(number, ordinal);
          if (growing || random.nextInt(4) == 0) {
            changes.add(number, ordinal);
          } else {
            ordinals.remove(ordinal);
          }
        } else if (growing || random.nextInt(4) == 0) {
          changes.add(number, ordinal);
          ordinals.add(ordinal);
        }
      }
      postings = postings.with(changes);
      assertSame(postings, model, random.nextInt(1_000));
    }
  }

  private static void assertSame(
      Postings postings, Map<Integer, NavigableSet<Integer>> model, int from) {
    int size = 0;
    for (Map.Entry<Integer, NavigableSet<Integer>> entry : model.entrySet()) {
      int number = entry.getKey();
      NavigableSet<Integer> ordinals = entry.getValue();
      size += ordinals.size();
      assertThat(postings.count(number)).isEqualTo(ordinals.size());
      assertThat(postings.isEmpty(number)).isEqualTo(ordinals.isEmpty());
      assertThat(postings.contains(number, from)).isEqualTo(ordinals.contains(from));
      assertThat(list(postings.ordinals(number, from)))
          .containsExactlyElementsOf(ordinals.tailSet(from));
      Integer next = ordinals.ceiling(from);
      assertThat(postings.next(number, from))
          .isEqualTo(next == null ? OptionalInt.empty() : OptionalInt.of(next));
      int[] few = postings.few(number);
      if (few != null) {
        assertThat(few).containsExactly(ordinals.stream().mapToInt(i -> i).toArray());
      }
    }
    assertThat(postings.size()).isEqualTo(size);
  }

  private static List<Integer> list(PrimitiveIterator.OfInt ordinals) {
    List<Integer> list = new ArrayList<>();
    ordinals.forEachRemaining((Integer ordinal) -> list.add(ordinal));
    return list;
  }
}
