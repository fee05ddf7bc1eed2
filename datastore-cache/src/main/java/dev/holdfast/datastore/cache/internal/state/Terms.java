package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.Postings;

/**
 * An index of rows by a value that each of them has. Immutable.
 *
 * @param <T> the kind of values
 */
final class Terms<T> {

  private final Dictionary<T> words;
  private final Postings postings;

  private Terms(Dictionary<T> words, Postings postings) {
    this.words = words;
    this.postings = postings;
  }

  Terms() {
    this(new Dictionary<>(), Postings.empty());
  }

  /** Returns how many values there are. */
  int size() {
    return words.size();
  }

  /** Returns the rows with a value. */
  Candidates candidates(T value) {
    Word<T> word = words.find(value);
    return word == null ? Candidates.none() : Candidates.posting(postings, word.number());
  }

  Dictionary<T>.Editor edit() {
    return words.edit();
  }

  /**
   * Returns this index with some changes.
   *
   * @param editor what made the words that are new
   * @param delta the values that it loses and gains
   */
  Terms<T> with(Dictionary<T>.Editor editor, Delta<Word<T>> delta) {
    if (delta.isEmpty()) {
      return this;
    }
    Postings changed = postings.with(delta.changes(Word::number));
    return new Terms<>(editor.build(changed, delta.removed().stream().map(Placed::row)), changed);
  }
}
