package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.HashTrie;
import dev.holdfast.datastore.cache.internal.tree.Ordinals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An index of rows by a value that each of them has, which rows share. Immutable.
 *
 * @param <T> the kind of values
 */
final class Terms<T> {

  private final HashTrie<T, Term<T>> terms;

  private Terms(HashTrie<T, Term<T>> terms) {
    this.terms = terms;
  }

  Terms() {
    this(new HashTrie<>(Hash::ofKey));
  }

  /** A value with the rows that have it. */
  private static final class Term<T> implements HashTrie.Keyed<T> {

    private final T value;
    private final int hash;
    private final Object ordinals;

    Term(T value, Object ordinals) {
      this.value = value;
      this.hash = value.hashCode();
      this.ordinals = ordinals;
    }

    @Override
    public T key() {
      return value;
    }

    @Override
    public int keyHash() {
      return hash;
    }
  }

  /** Returns how many values there are. */
  int size() {
    return terms.size();
  }

  /** Returns the rows with a value. */
  Candidates candidates(T value) {
    Term<T> term = terms.get(value);
    return term == null ? Candidates.none() : Candidates.posting(term.ordinals);
  }

  Editor edit() {
    return new Editor();
  }

  /** Shares the values of new rows. Not thread-safe. */
  final class Editor {

    private final Map<T, T> known = new HashMap<>();

    /** Returns a value that is the same for all rows that have it. */
    T shared(T value) {
      Term<T> term = terms.get(value);
      if (term != null) {
        return term.value;
      }
      T before = known.putIfAbsent(value, value);
      return before == null ? value : before;
    }
  }

  /** What one value loses and gains. */
  private static final class Change {
    private final Ordinals.Growing lost = new Ordinals.Growing();
    private final Ordinals.Growing gained = new Ordinals.Growing();
  }

  /**
   * Returns this index with some changes.
   *
   * @param delta the values that it loses and gains; nothing where a row has none
   */
  Terms<T> with(Delta<Optional<T>> delta) {
    Map<T, Change> changes = new HashMap<>();
    for (Placed<Optional<T>> placed : delta.removed()) {
      if (placed.row().isPresent()) {
        changes
            .computeIfAbsent(placed.row().get(), value -> new Change())
            .lost
            .add(placed.ordinal());
      }
    }
    for (Placed<Optional<T>> placed : delta.added()) {
      if (placed.row().isPresent()) {
        changes
            .computeIfAbsent(placed.row().get(), value -> new Change())
            .gained
            .add(placed.ordinal());
      }
    }
    return new Terms<>(changed(changes));
  }

  private HashTrie<T, Term<T>> changed(Map<T, Change> changes) {
    HashTrie<T, Term<T>> left = terms;
    List<Term<T>> gained = new ArrayList<>();
    for (Map.Entry<T, Change> entry : changes.entrySet()) {
      Term<T> before = terms.get(entry.getKey());
      @Nullable Object ordinals =
          Ordinals.changed(
              before == null ? null : before.ordinals,
              entry.getValue().lost.sorted(),
              entry.getValue().gained.sorted());
      if (ordinals == null) {
        left = left.without(entry.getKey());
      } else {
        gained.add(new Term<>(before == null ? entry.getKey() : before.value, ordinals));
      }
    }
    return left.withAll(gained);
  }
}
