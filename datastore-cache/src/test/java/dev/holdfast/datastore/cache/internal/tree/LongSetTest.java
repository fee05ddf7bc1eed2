package dev.holdfast.datastore.cache.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongSetTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void with_without_likeATreeSet(int seed) {
    Random random = new Random(seed);
    NavigableSet<Long> model = new TreeSet<>();
    LongSet set = LongSet.empty();
    List<LongSet> snapshots = new ArrayList<>();
    List<List<Long>> expected = new ArrayList<>();
    int bound = 20_000;
    for (int i = 0; i < 30_000; i++) {
      // The set grows at first and shrinks to almost nothing later, so that nodes split and join.
      boolean add = random.nextInt(30_000) > i;
      long number = (long) random.nextInt(bound) - bound / 2;
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
      long number = model.first();
      model.remove(number);
      set = set.without(number);
    }

    assertThat(set.size()).isZero();
    assertThat(set.iterator(Long.MIN_VALUE)).isExhausted();
    for (int i = 0; i < snapshots.size(); i++) {
      assertThat(all(snapshots.get(i), Long.MIN_VALUE)).isEqualTo(expected.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 128, 129, 2_048, 2_049, 70_000})
  void change_manyAtOnce(int count) {
    Random random = new Random(count);
    LongList none = new LongList();
    LongList some = new LongList();
    NavigableSet<Long> model = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      long number = random.nextLong();
      some.add(number);
      model.add(number);
    }
    LongSet set = LongSet.empty().change(none, some);
    assertSame(set, model, random);

    LongList removed = new LongList();
    LongList added = new LongList();
    for (long number : List.copyOf(model)) {
      switch (random.nextInt(4)) {
        case 0 -> {
          removed.add(number);
          model.remove(number);
        }
        case 1 -> {
          removed.add(number);
          added.add(number);
        }
        case 2 -> {
          added.add(number + 1);
          model.add(number + 1);
        }
        default -> {}
      }
    }
    assertSame(set.change(removed, added), model, random);
  }

  @Test
  void change_fewAtOnce() {
    LongList some = new LongList();
    for (int i = 0; i < 10_000; i++) {
      some.add(i * 2L);
    }
    LongList removed = new LongList();
    LongList added = new LongList();
    removed.add(4);
    removed.add(6);
    added.add(6);
    added.add(7);

    LongSet set = LongSet.empty().change(new LongList(), some).change(removed, added);

    assertThat(all(set, 0).subList(0, 5)).containsExactly(0L, 2L, 6L, 7L, 8L);
    assertThat(set.size()).isEqualTo(10_000);
  }

  @Test
  void iterator_exhausted() {
    assertThatThrownBy(() -> LongSet.empty().with(1).iterator(2).nextLong())
        .isInstanceOf(NoSuchElementException.class);
  }

  private static void assertSame(LongSet set, NavigableSet<Long> model, Random random) {
    assertThat(set.size()).isEqualTo(model.size());
    assertThat(all(set, Long.MIN_VALUE)).isEqualTo(List.copyOf(model));
    for (long bound : new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}) {
      assertThat(set.ceiling(bound)).isEqualTo(ceiling(model, bound));
    }
    for (int i = 0; i < 20 && !model.isEmpty(); i++) {
      long bound = List.copyOf(model).get(random.nextInt(model.size())) + random.nextInt(3) - 1;
      assertThat(set.countBelow(bound)).isEqualTo(model.headSet(bound).size());
      assertThat(set.contains(bound)).isEqualTo(model.contains(bound));
      assertThat(set.ceiling(bound)).isEqualTo(ceiling(model, bound));
      assertThat(all(set, bound)).isEqualTo(List.copyOf(model.tailSet(bound)));
    }
  }

  private static OptionalLong ceiling(NavigableSet<Long> model, long bound) {
    Long ceiling = model.ceiling(bound);
    return ceiling == null ? OptionalLong.empty() : OptionalLong.of(ceiling);
  }

  private static List<Long> all(LongSet set, long from) {
    List<Long> numbers = new ArrayList<>();
    set.iterator(from).forEachRemaining((Long number) -> numbers.add(number));
    return numbers;
  }
}
