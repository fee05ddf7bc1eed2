package dev.holdfast.datastore.cache.internal.tree;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A persistent map from keys to elements that know their keys.
 *
 * <p>A trie of {@value #WIDTH} branches a level, by the bits of a key's own hash, which the JDK
 * remembers for texts; where that is used up, by those of a second hash, which nobody outside can
 * foresee. So keys that were chosen to collide cost a few levels more, and no search through all of
 * them. A slot holds an element, or up to {@value #BUCKET} of them, or the next level.
 *
 * @param <K> the kind of keys
 * @param <E> the kind of elements
 */
public final class HashTrie<K, E extends HashTrie.Keyed<K>> {

  /**
   * What knows its key.
   *
   * @param <K> the kind of keys
   */
  public interface Keyed<K> {

    /** Returns the key, always the same. */
    K key();

    /** Returns the hash of the key, which is at hand sooner than the key. */
    int keyHash();
  }

  private static final int BITS = 5;
  private static final int WIDTH = 1 << BITS;
  private static final int MASK = WIDTH - 1;
  private static final int BUCKET = 8;

  /** How many levels a hash is enough for. */
  private static final int LEVELS = Integer.SIZE / BITS;

  /** After so many levels both hashes are equal. */
  private static final int DEEPEST = 2 * LEVELS;

  private static final int SPREAD = 0x9E37_79B9;

  private final ToIntFunction<? super K> second;
  private final @Nullable Object[] root;
  private final int size;

  private HashTrie(ToIntFunction<? super K> second, @Nullable Object[] root, int size) {
    this.second = second;
    this.root = root;
    this.size = size;
  }

  /**
   * Makes a map without elements.
   *
   * @param second a hash of keys that nobody outside can foresee
   */
  public HashTrie(ToIntFunction<? super K> second) {
    this(second, new Object[WIDTH], 0);
  }

  /** Returns how many elements there are. */
  public int size() {
    return size;
  }

  /**
   * Returns the element of a key, or null where there is none.
   *
   * @param key the key
   */
  public @Nullable E get(K key) {
    int keyHash = key.hashCode();
    int hash = keyHash * SPREAD;
    @Nullable Object[] node = root;
    for (int level = 0; ; ) {
      Object slot = node[slot(hash, level)];
      if (!(slot instanceof Object[] inner)) {
        return slot != null && has(element(slot), key, keyHash) ? element(slot) : null;
      }
      if (inner.length != WIDTH) {
        return find(inner, key, keyHash);
      }
      node = inner;
      if (++level == LEVELS) {
        hash = second.applyAsInt(key);
      }
    }
  }

  private boolean has(E element, K key, int keyHash) {
    return element.keyHash() == keyHash && key.equals(element.key());
  }

  private @Nullable E find(@Nullable Object[] bucket, K key, int keyHash) {
    for (Object candidate : bucket) {
      if (candidate != null && has(element(candidate), key, keyHash)) {
        return element(candidate);
      }
    }
    return null;
  }

  private static int slot(int hash, int level) {
    return (hash >>> (Integer.SIZE - BITS - level % LEVELS * BITS)) & MASK;
  }

  @SuppressWarnings("unchecked") // nothing else but arrays is put into a slot
  private E element(Object slot) {
    return (E) slot;
  }

  private int hash(E element, int level) {
    return level < LEVELS ? element.keyHash() * SPREAD : second.applyAsInt(element.key());
  }

  /**
   * Returns this map with an element, in place of the one that has its key.
   *
   * @param element the element
   */
  public HashTrie<K, E> with(E element) {
    int grown = get(element.key()) == null ? size + 1 : size;
    return new HashTrie<>(second, with(root, 0, element), grown);
  }

  private @Nullable Object[] with(@Nullable Object[] node, int level, E element) {
    @Nullable Object[] changed = node.clone();
    int slot = slot(hash(element, level), level);
    Object before = node[slot];
    changed[slot] =
        before instanceof Object[] inner && inner.length == WIDTH
            ? with(inner, level + 1, element)
            : joined(before, level + 1, element);
    return changed;
  }

  /** Puts an element to what a slot holds, which is no level of its own. */
  private Object joined(@Nullable Object before, int level, E element) {
    if (before == null) {
      return element;
    }
    @Nullable Object[] bucket = before instanceof Object[] many ? many : new Object[] {before};
    for (int i = 0; i < bucket.length; i++) {
      if (has(element(present(bucket[i])), element.key(), element.keyHash())) {
        @Nullable Object[] replaced = bucket.clone();
        replaced[i] = element;
        return bucket.length == 1 ? element : replaced;
      }
    }
    if (bucket.length >= BUCKET && level < DEEPEST) {
      @Nullable Object[] node = new Object[WIDTH];
      for (Object one : bucket) {
        put(node, level, element(present(one)));
      }
      put(node, level, element);
      return node;
    }
    // What collides to the last bit stands in one bucket, whose length is never that of a level.
    int length = bucket.length + 1 == WIDTH ? bucket.length + 2 : bucket.length + 1;
    @Nullable Object[] larger = Arrays.copyOf(bucket, length);
    Arrays.fill(larger, bucket.length, length, element);
    return larger;
  }

  private static Object present(@Nullable Object slot) {
    if (slot == null) {
      throw new IllegalStateException("a bucket has a gap");
    }
    return slot;
  }

  /** Puts an element into a node that nobody else sees yet. */
  private void put(@Nullable Object[] node, int level, E element) {
    int slot = slot(hash(element, level), level);
    Object before = node[slot];
    if (before instanceof Object[] inner && inner.length == WIDTH) {
      put(inner, level + 1, element);
    } else {
      node[slot] = joined(before, level + 1, element);
    }
  }

  /**
   * Returns this map with some elements, in place of those that have their keys.
   *
   * @param elements the elements
   */
  public HashTrie<K, E> withAll(List<E> elements) {
    if (size > 0) {
      HashTrie<K, E> changed = this;
      for (E element : elements) {
        changed = changed.with(element);
      }
      return changed;
    }
    @Nullable Object[] node = new Object[WIDTH];
    elements.forEach(element -> put(node, 0, element));
    return new HashTrie<>(second, node, elements.size());
  }

  /**
   * Returns this map without the element of a key.
   *
   * @param key the key
   */
  public HashTrie<K, E> without(K key) {
    if (get(key) == null) {
      return this;
    }
    Object changed = without(root, 0, key);
    return new HashTrie<>(
        second,
        changed instanceof Object[] node && node.length == WIDTH ? node : single(changed),
        size - 1);
  }

  /** Returns the node of the highest level that holds what is left. */
  private @Nullable Object[] single(@Nullable Object left) {
    @Nullable Object[] node = new Object[WIDTH];
    if (left instanceof Object[] bucket) {
      for (Object one : bucket) {
        put(node, 0, element(present(one)));
      }
    } else if (left != null) {
      put(node, 0, element(left));
    }
    return node;
  }

  /** Returns what is left of a node: null, an element, a bucket or a node. */
  private @Nullable Object without(@Nullable Object[] node, int level, K key) {
    int hash = level < LEVELS ? key.hashCode() * SPREAD : second.applyAsInt(key);
    int slot = slot(hash, level);
    Object before = node[slot];
    @Nullable Object[] changed = node.clone();
    if (before instanceof Object[] inner) {
      changed[slot] =
          inner.length == WIDTH ? without(inner, level + 1, key) : withoutOne(inner, key);
    } else {
      changed[slot] = null;
    }
    return compacted(changed);
  }

  private @Nullable Object withoutOne(@Nullable Object[] bucket, K key) {
    List<@Nullable Object> left =
        Arrays.stream(bucket)
            .filter(one -> !key.equals(element(present(one)).key()))
            .distinct()
            .toList();
    if (left.size() == 1) {
      return left.get(0);
    }
    @Nullable Object[] smaller = left.toArray();
    if (smaller.length == WIDTH) {
      smaller = Arrays.copyOf(smaller, WIDTH + 1);
      smaller[WIDTH] = left.get(0);
    }
    return smaller;
  }

  /** Returns a bucket in place of a node of a few elements. */
  private static @Nullable Object compacted(@Nullable Object[] node) {
    @Nullable Object[] few = new Object[BUCKET / 2];
    int count = 0;
    for (Object slot : node) {
      if (slot instanceof Object[] || (slot != null && count == few.length)) {
        return node;
      }
      if (slot != null) {
        few[count++] = slot;
      }
    }
    return count == 0 ? null : count == 1 ? few[0] : Arrays.copyOf(few, count);
  }
}
