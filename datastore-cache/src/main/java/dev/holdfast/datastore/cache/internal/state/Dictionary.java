package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.HashTrie;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values that many rows share, each kept once and numbered. Immutable.
 *
 * @param <T> the kind of values
 */
final class Dictionary<T> {

  private final HashTrie<T, Word<T>> words;
  private final int next;

  private Dictionary(HashTrie<T, Word<T>> words, int next) {
    this.words = words;
    this.next = next;
  }

  Dictionary() {
    this(new HashTrie<>(Hash::ofKey), 0);
  }

  /** Returns the word of a value, or null where no row has it. */
  @Nullable Word<T> find(T value) {
    return words.get(value);
  }

  int size() {
    return words.size();
  }

  Editor edit() {
    return new Editor();
  }

  /** Adds values to the dictionary that it was made by. Not thread-safe. */
  final class Editor {

    private final Map<T, Word<T>> known = new HashMap<>();
    private final List<Word<T>> added = new ArrayList<>();

    /** Returns the word of a value, which is added where it is new. */
    Word<T> word(T value) {
      Word<T> made = known(value);
      if (made == null) {
        made = new Word<>(value, next + added.size());
        known.put(value, made);
        added.add(made);
      }
      return made;
    }

    /** Returns the word of a value, or null where it is new. */
    @Nullable Word<T> known(T value) {
      Word<T> before = words.get(value);
      return before != null ? before : known.get(value);
    }

    /** Returns whether a word is one of those that rows may have. */
    boolean has(Word<T> word) {
      return known(word.value()) == word;
    }

    /**
     * Returns the dictionary with the values that were added, without those that nothing uses.
     *
     * @param uses where the values are used
     * @param lost the words that were used in fewer places before
     */
    Dictionary<T> build(Postings uses, Stream<Word<T>> lost) {
      List<Word<T>> gained = new ArrayList<>(added.size());
      for (Word<T> word : added) {
        if (!uses.isEmpty(word.number())) {
          gained.add(word);
        }
      }
      HashTrie<T, Word<T>> changed = words.withAll(gained);
      Set<Word<T>> doubtful = Collections.newSetFromMap(new IdentityHashMap<>());
      lost.forEach(doubtful::add);
      for (Word<T> word : doubtful) {
        if (uses.isEmpty(word.number()) && words.get(word.value()) == word) {
          changed = changed.without(word.value());
        }
      }
      return gained.isEmpty() && changed == words
          ? Dictionary.this
          : new Dictionary<>(changed, next + added.size());
    }
  }
}
