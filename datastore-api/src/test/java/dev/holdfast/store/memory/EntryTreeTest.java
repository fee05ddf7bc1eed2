package dev.holdfast.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntryTreeTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomChanges_agreeWithSortedMap(long seed) {
    Random random = new Random(seed);
    NavigableMap<Bytes, KeyValue> model = new TreeMap<>();
    EntryTree tree = EntryTree.EMPTY;
    for (int step = 0; step < 5_000; step++) {
      KeyValue entry = new KeyValue(randomKey(random), Bytes.empty(), step, step, 1);
      if (random.nextInt(3) > 0) {
        model.put(entry.key(), entry);
        tree = tree.with(entry);
      } else {
        model.remove(entry.key());
        tree = tree.without(entry.key());
      }
      assertThat(tree.get(entry.key())).isEqualTo(Optional.ofNullable(model.get(entry.key())));
      if (step % 50 == 0) {
        KeyInterval interval = randomInterval(random);
        assertThat(entries(tree, interval)).isEqualTo(entries(model, interval));
        assertThat(tree.count(interval)).isEqualTo(entries(model, interval).size());
        KeyInterval one = KeyInterval.of(entry.key());
        assertThat(entries(tree, one)).isEqualTo(entries(model, one));
      }
    }
  }

  @Test
  void with_leavesTheOldTreeAsItWas() {
    KeyValue a = new KeyValue(Bytes.utf8("a"), Bytes.empty(), 1, 1, 1);
    EntryTree before = EntryTree.EMPTY.with(a);
    EntryTree after = before.with(new KeyValue(Bytes.utf8("b"), Bytes.empty(), 2, 2, 1));
    assertThat(before.get(Bytes.utf8("b"))).isEmpty();
    assertThat(after.without(a.key()).get(a.key())).isEmpty();
    assertThat(after.get(a.key())).contains(a);
  }

  private static Bytes randomKey(Random random) {
    byte[] key = new byte[1 + random.nextInt(2)];
    random.nextBytes(key);
    return Bytes.of(key);
  }

  private static KeyInterval randomInterval(Random random) {
    return new KeyInterval(
        random.nextInt(4) == 0 ? Bytes.empty() : randomKey(random),
        random.nextInt(4) == 0 ? Optional.empty() : Optional.of(randomKey(random)));
  }

  private static List<KeyValue> entries(EntryTree tree, KeyInterval interval) {
    List<KeyValue> entries = new ArrayList<>();
    tree.visit(interval, entries::add);
    return entries;
  }

  private static List<KeyValue> entries(NavigableMap<Bytes, KeyValue> model, KeyInterval interval) {
    return model.values().stream().filter(entry -> interval.contains(entry.key())).toList();
  }
}
