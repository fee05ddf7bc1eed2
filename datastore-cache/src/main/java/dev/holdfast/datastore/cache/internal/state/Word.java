package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.HashTrie;

/**
 * A value that rows share, kept once by its {@link Dictionary}. As long as any row has it, it is
 * the same object.
 *
 * @param <T> the kind of values
 */
final class Word<T> implements HashTrie.Keyed<T> {

  private final T value;
  private final int number;
  private final int hash;

  Word(T value, int number) {
    this.value = value;
    this.number = number;
    this.hash = value.hashCode();
  }

  @Override
  public T key() {
    return value;
  }

  @Override
  public int keyHash() {
    return hash;
  }

  T value() {
    return value;
  }

  /** Returns the number that no other value of the dictionary has or had. */
  int number() {
    return number;
  }
}
