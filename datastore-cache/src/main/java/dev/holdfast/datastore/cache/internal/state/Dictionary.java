package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.Postings;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Values that many rows share, each kept once and numbered. Immutable.
 *
 * @param <T> the kind of values
 */
final class Dictionary<T> {

  private final ToIntFunction<T> hash;
  private final SparseVector<T> values;
  private final Postings numbers;
  private final int next;

  private Dictionary(ToIntFunction<T> hash, SparseVector<T> values, Postings numbers, int next) {
    this.hash = hash;
    this.values = values;
    this.numbers = numbers;
    this.next = next;
  }

  Dictionary(ToIntFunction<T> hash) {
    this(hash, SparseVector.empty(), Postings.empty(), 0);
  }

  /** Returns the number of a value, if any row has it. */
  OptionalInt find(T value) {
    int hashed = hash.applyAsInt(value);
    OptionalInt candidate = numbers.next(hashed, 0);
    while (candidate.isPresent() && !value.equals(values.get(candidate.getAsInt()))) {
      candidate = numbers.next(hashed, candidate.getAsInt() + 1);
    }
    return candidate;
  }

  /** Returns the value of a number that some row has. */
  T value(int number) {
    T value = values.get(number);
    if (value == null) {
      throw new IllegalStateException("no value has the number " + number);
    }
    return value;
  }

  int size() {
    return values.size();
  }

  Editor edit() {
    return new Editor();
  }

  /** Adds values to the dictionary that it was made by. Not thread-safe. */
  final class Editor {

    private final Map<T, Integer> known = new HashMap<>();
    private final List<T> added = new ArrayList<>();

    /** Returns the number of a value, which is added where it is new. */
    int number(T value) {
      return known.computeIfAbsent(
          value,
          absent -> {
            OptionalInt number = find(absent);
            if (number.isPresent()) {
              return number.getAsInt();
            }
            added.add(absent);
            return next + added.size() - 1;
          });
    }

    /**
     * Returns the dictionary with the values that were added, without those that nothing uses.
     *
     * @param uses where the values are used
     * @param lost the numbers of values that were used in fewer places before
     */
    Dictionary<T> build(Postings uses, Stream<Integer> lost) {
      Postings.Changes changes = new Postings.Changes();
      SparseVector<T> vector = withAdded(changes);
      Set<Integer> doubtful = lost.collect(Collectors.toCollection(HashSet::new));
      IntStream.range(next, next + added.size()).forEach(doubtful::add);
      for (int number : doubtful) {
        T value = vector.get(number);
        if (value != null && uses.isEmpty(number)) {
          vector = vector.without(number);
          changes.remove(hash.applyAsInt(value), number);
        }
      }
      return new Dictionary<>(hash, vector, numbers.with(changes), next + added.size());
    }

    private SparseVector<T> withAdded(Postings.Changes changes) {
      SparseVector<T> vector = values;
      if (next == 0) {
        SparseVector.Builder<T> builder = new SparseVector.Builder<>();
        added.forEach(builder::add);
        vector = builder.build();
      }
      for (int i = 0; i < added.size(); i++) {
        if (next > 0) {
          vector = vector.with(next + i, added.get(i));
        }
        changes.add(hash.applyAsInt(added.get(i)), next + i);
      }
      return vector;
    }
  }
}
