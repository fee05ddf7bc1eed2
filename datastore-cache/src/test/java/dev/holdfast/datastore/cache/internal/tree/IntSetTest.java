package dev.holdfast.datastore.cache.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntSetTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void with_without_likeATreeSet(int seed) {
    Random random = new Random(seed);
    NavigableSet<Integer> model = new TreeSet<>();
    IntSet set = IntSet.empty();
    List<IntSet> snapshots = new ArrayList<>();
    List<List<Integer>> expected = new ArrayList<>();
    int bound = 20_000;
    for (int i = 0; i < 30_000; i++) {
      // The set grows at first and shrinks to almost nothing later, so that nodes split and join.
      boolean add = random.nextInt(30_000) > i;
      int number = random.nextInt(bound) - bound / 2;
      set = add ? set.with(number) : set.without(number);
      boolean changed = add ? model.add(number) : model.remove(number);
      if (!changed) {
        assertThat(set.contains(number)).isEqualTo(add);
      }
      if (i % 3_000 == 0) {
        snapshots.add(set);
        expected.add(List.copyOf(model));
        assertSame(set, model, random);
      }
    }
    while (!model.isEmpty()) {
      int number = model.first();
      model.remove(number);
      set = set.without(number);
    }

    assertThat(set.size()).isZero();
    assertThat(set.iterator(Integer.MIN_VALUE)).isExhausted();
    for (int i = 0; i < snapshots.size(); i++) {
      assertThat(all(snapshots.get(i), Integer.MIN_VALUE)).isEqualTo(expected.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 128, 129, 2_048, 2_049, 70_000})
  void change_manyAtOnce(int count) {
    Random random = new Random(count);
    NavigableSet<Integer> model = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      model.add(random.nextInt());
    }
    IntSet set = IntSet.empty().change(new int[0], array(model));
    assertSame(set, model, random);
    assertThat(set.toArray()).isEqualTo(array(model));

    NavigableSet<Integer> removed = new TreeSet<>();
    NavigableSet<Integer> added = new TreeSet<>();
    for (int number : List.copyOf(model)) {
      switch (random.nextInt(4)) {
        case 0 -> removed.add(number);
        case 1 -> added.add(number + 1);
        default -> {}
      }
    }
    added.removeAll(removed);
    model.removeAll(removed);
    model.addAll(added);
    assertSame(set.change(array(removed), array(added)), model, random);
  }

  private static int[] array(Set<Integer> numbers) {
    return numbers.stream().mapToInt(number -> number).toArray();
  }

  @Test
  void change_fewAtOnce() {
    int[] even = IntStream.range(0, 10_000).map(i -> i * 2).toArray();

    IntSet set = IntSet.empty().change(new int[0], even).change(new int[] {4, 8}, new int[] {7, 9});

    assertThat(all(set, 0).subList(0, 5)).containsExactly(0, 2, 6, 7, 9);
    assertThat(set.size()).isEqualTo(10_000);
  }

  @Test
  void iterator_exhausted() {
    assertThatThrownBy(() -> IntSet.empty().with(1).iterator(2).nextInt())
        .isInstanceOf(NoSuchElementException.class);
  }

  private static void assertSame(IntSet set, NavigableSet<Integer> model, Random random) {
    assertThat(set.size()).isEqualTo(model.size());
    assertThat(all(set, Integer.MIN_VALUE)).isEqualTo(List.copyOf(model));
    for (int bound : new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE}) {
      assertThat(set.ceiling(bound)).isEqualTo(ceiling(model, bound));
    }
    for (int i = 0; i < 20 && !model.isEmpty(); i++) {
      int bound = List.copyOf(model).get(random.nextInt(model.size())) + random.nextInt(3) - 1;
      assertThat(set.countBelow(bound)).isEqualTo(model.headSet(bound).size());
      assertThat(set.contains(bound)).isEqualTo(model.contains(bound));
      assertThat(set.ceiling(bound)).isEqualTo(ceiling(model, bound));
      assertThat(all(set, bound)).isEqualTo(List.copyOf(model.tailSet(bound)));
    }
  }

  private static OptionalInt ceiling(NavigableSet<Integer> model, int bound) {
    Integer ceiling = model.ceiling(bound);
    return ceiling == null ? OptionalInt.empty() : OptionalInt.of(ceiling);
  }

  private static List<Integer> all(IntSet set, int from) {
    List<Integer> numbers = new ArrayList<>();
    set.iterator(from).forEachRemaining((Integer number) -> numbers.add(number));
    return numbers;
  }
}
