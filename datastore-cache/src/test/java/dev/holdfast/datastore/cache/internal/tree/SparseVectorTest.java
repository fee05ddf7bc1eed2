package dev.holdfast.datastore.cache.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparseVectorTest {

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 5000", "3, 2000000000"})
  void with_without_likeATreeMap(int seed, int bound) {
    Random random = new Random(seed);
    NavigableMap<Integer, String> model = new TreeMap<>();
    SparseVector<String> vector = SparseVector.empty();
    SparseVector<String> early = vector;
    Map<Integer, String> earlyModel = Map.of();
    for (int i = 0; i < 20_000; i++) {
      boolean add = random.nextInt(20_000) > i;
      int index =
          add || model.isEmpty() || random.nextBoolean()
              ? random.nextInt(bound)
              : model.ceilingKey(random.nextInt(model.lastKey() + 1));
      if (add) {
        vector = vector.with(index, "v" + i);
        model.put(index, "v" + i);
      } else {
        vector = vector.without(index);
        model.remove(index);
      }
      if (i == 5_000) {
        early = vector;
        earlyModel = Map.copyOf(model);
      }
      assertThat(vector.size()).isEqualTo(model.size());
      if (i % 1_000 == 0) {
        assertSame(vector, model);
        int from = random.nextInt(bound);
        assertThat(indexes(vector, from)).isEqualTo(List.copyOf(model.tailMap(from).keySet()));
      }
    }
    assertSame(early, new TreeMap<>(earlyModel));
    for (int index : List.copyOf(model.keySet())) {
      vector = vector.without(index);
    }
    assertThat(vector.size()).isZero();
    assertThat(vector.indexes(0)).isExhausted();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 1_023, 1_024, 1_025, 40_000})
  void build_thenGrow(int count) {
    SparseVector.Builder<Integer> builder = new SparseVector.Builder<>();
    NavigableMap<Integer, Integer> model = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      builder.add(i * 2);
      model.put(i, i * 2);
    }
    SparseVector<Integer> vector = builder.build();
    assertSame(vector, model);

    model.put(count, -1);
    assertSame(vector.with(count, -1), model);
  }

  @Test
  void get_outOfRange() {
    SparseVector<String> vector = SparseVector.<String>empty().with(3, "x");

    assertThat(vector.get(2)).isNull();
    assertThat(vector.get(32)).isNull();
    assertThat(vector.get(Integer.MAX_VALUE)).isNull();
    assertThat(vector.indexes(Integer.MAX_VALUE)).isExhausted();
    assertThat(vector.without(5)).isSameAs(vector);
  }

  private static <T> void assertSame(SparseVector<T> vector, NavigableMap<Integer, T> model) {
    assertThat(vector.size()).isEqualTo(model.size());
    assertThat(indexes(vector, 0)).isEqualTo(List.copyOf(model.keySet()));
    model.forEach((index, value) -> assertThat(vector.get(index)).isEqualTo(value));
  }

  private static List<Integer> indexes(SparseVector<?> vector, int from) {
    List<Integer> indexes = new ArrayList<>();
    vector.indexes(from).forEachRemaining((Integer index) -> indexes.add(index));
    return indexes;
  }
}
