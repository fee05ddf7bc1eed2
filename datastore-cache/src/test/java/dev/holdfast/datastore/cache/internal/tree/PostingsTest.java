package dev.holdfast.datastore.cache.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import org.junit.jupiter.api.Test;

class PostingsTest {

  @Test
  void ordinals_ofNeighbouringNumbersDoNotMix() {
    Postings.Changes changes = new Postings.Changes();
    for (int number : new int[] {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE}) {
      changes.add(number, 0);
      changes.add(number, 7);
      changes.add(number, Integer.MAX_VALUE);
    }
    Postings postings = Postings.empty().with(changes);

    for (int number : new int[] {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE}) {
      assertThat(list(postings.ordinals(number, 0))).containsExactly(0, 7, Integer.MAX_VALUE);
      assertThat(list(postings.ordinals(number, 1))).containsExactly(7, Integer.MAX_VALUE);
      assertThat(postings.next(number, 0)).hasValue(0);
      assertThat(postings.next(number, 1)).hasValue(7);
      assertThat(postings.next(number, 8)).hasValue(Integer.MAX_VALUE);
      assertThat(postings.count(number)).isEqualTo(3);
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

  private static List<Integer> list(PrimitiveIterator.OfInt ordinals) {
    List<Integer> list = new ArrayList<>();
    ordinals.forEachRemaining((Integer ordinal) -> list.add(ordinal));
    return list;
  }
}
