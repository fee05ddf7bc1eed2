package dev.holdfast.datastore.cache.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashTrieTest {

  /** A key whose hashes say no more of it than they are let. */
  private record Key(int number, int first, int second) {
    @Override
    public int hashCode() {
      return number % first;
    }

    int secondHash() {
      return (number % second) * 0x9E37_79B9;
    }
  }

  private record Element(Key key, int value) implements HashTrie.Keyed<Key> {
    @Override
    public int keyHash() {
      return key.hashCode();
    }
  }

  @ParameterizedTest
  @CsvSource({"1000000,1", "1,1000000", "7,1000000", "3,40", "1,1"})
  void with_without_likeAHashMap(int first, int second) {
    Random random = new Random(first + second);
    Map<Key, Element> model = new HashMap<>();
    HashTrie<Key, Element> trie = new HashTrie<>(Key::secondHash);
    List<Element> some = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      some.add(new Element(new Key(i * 3, first, second), i));
    }
    trie = trie.withAll(some);
    some.forEach(element -> model.put(element.key(), element));
    assertSame(trie, model, first, second);
    HashTrie<Key, Element> early = trie;
    Map<Key, Element> earlyModel = Map.copyOf(model);
    for (int step = 0; step < 3_000; step++) {
      // It grows at first, and shrinks later, so that levels come and go.
      boolean add = random.nextInt(3_000) > step;
      Key key = new Key(random.nextInt(900), first, second);
      if (add) {
        Element element = new Element(key, step);
        trie = trie.with(element);
        model.put(key, element);
      } else {
        trie = trie.without(key);
        model.remove(key);
      }
      if (step % 500 == 0) {
        assertSame(trie, model, first, second);
      }
    }
    for (Key key : List.copyOf(model.keySet())) {
      trie = trie.without(key);
      model.remove(key);
      assertThat(trie.get(key)).isNull();
    }
    assertSame(trie, model, first, second);
    assertSame(early, earlyModel, first, second);
  }

  private static void assertSame(
      HashTrie<Key, Element> trie, Map<Key, Element> model, int first, int second) {
    assertThat(trie.size()).isEqualTo(model.size());
    for (int number = 0; number < 900; number++) {
      Key key = new Key(number, first, second);
      assertThat(trie.get(key)).isSameAs(model.get(key));
    }
  }
}
