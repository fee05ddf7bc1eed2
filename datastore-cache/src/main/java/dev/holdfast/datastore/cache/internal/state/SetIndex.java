package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import dev.holdfast.datastore.cache.internal.tree.SparseVector;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An index of rows by a set that each of them has, for the four ways to compare sets. Immutable.
 *
 * <p>Equal sets are one word, which has postings, and so has every member. Subsets are found
 * because each set also stands under its rarest member, which any superset must hold. The empty set
 * stands nowhere, since it matches nothing.
 *
 * @param <T> the kind of members
 */
final class SetIndex<T> {

  private final Dictionary<T> members;
  private final Dictionary<Members<T>> sets;
  private final SparseVector<Word<Members<T>>> setsByNumber;
  private final Postings byMember;
  private final Postings bySet;

  /** The numbers of sets by the number of a member. */
  private final Postings byRarest;

  private SetIndex(
      Dictionary<T> members,
      Dictionary<Members<T>> sets,
      SparseVector<Word<Members<T>>> setsByNumber,
      Postings byMember,
      Postings bySet,
      Postings byRarest) {
    this.members = members;
    this.sets = sets;
    this.setsByNumber = setsByNumber;
    this.byMember = byMember;
    this.bySet = bySet;
    this.byRarest = byRarest;
  }

  SetIndex() {
    this(
        new Dictionary<>(),
        new Dictionary<>(),
        SparseVector.empty(),
        Postings.empty(),
        Postings.empty(),
        Postings.empty());
  }

  /** Returns how many members there are, of all sets together. */
  int members() {
    return members.size();
  }

  /** Returns how many sets there are. */
  int sets() {
    return sets.size();
  }

  Editor edit() {
    return new Editor();
  }

  /** Numbers members and sets of new rows, and makes the next index. Not thread-safe. */
  final class Editor {

    private final Dictionary<T>.Editor memberWords = members.edit();
    private final Dictionary<Members<T>>.Editor setWords = sets.edit();

    Word<T> member(T value) {
      return memberWords.word(value);
    }

    /**
     * Returns the word of a set.
     *
     * @param values the set, as the record has it
     */
    Word<Members<T>> set(Collection<T> values) {
      int[] numbers = new int[values.size()];
      int i = 0;
      for (T value : values) {
        numbers[i++] = memberWords.word(value).number();
      }
      return set(numbers, values);
    }

    /**
     * Returns the word of a set.
     *
     * @param numbers the numbers of the members, in any order; they are sorted
     * @param told the members as the record has them
     */
    Word<Members<T>> set(int[] numbers, Collection<T> told) {
      return setWords.word(Members.of(distinct(numbers), told));
    }

    /** Returns the word of a set that rows have already, or null where none has. */
    @Nullable Word<Members<T>> known(int[] numbers) {
      return setWords.known(Members.of(distinct(numbers)));
    }

    /** Returns the word of a set that may have left the index since it was numbered. */
    Word<Members<T>> adopted(Word<Members<T>> word) {
      if (setWords.has(word)) {
        return word;
      }
      return set(word.value().told());
    }

    /**
     * Returns the next index.
     *
     * @param delta the sets that it loses and gains
     */
    SetIndex<T> build(Delta<Word<Members<T>>> delta) {
      Delta<Word<Members<T>>> changed = withoutThoseThatStay(delta);
      if (changed.isEmpty()) {
        return SetIndex.this;
      }
      Postings withMembers = byMember.with(memberChanges(changed));
      Postings withSets = bySet.with(changed.changes(Word::number));
      Postings.Changes rarestChanges = new Postings.Changes();
      SparseVector<Word<Members<T>>> vector =
          withoutLost(
              changed, withSets, rarestChanges, withGained(changed, withMembers, rarestChanges));
      return new SetIndex<>(
          memberWords.build(
              withMembers,
              changed.removed().stream()
                  .flatMap(placed -> placed.row().value().told().stream())
                  .map(members::find)
                  .filter(Objects::nonNull)),
          setWords.build(withSets, changed.removed().stream().map(Placed::row)),
          vector,
          withMembers,
          withSets,
          byRarest.with(rarestChanges));
    }

    private SparseVector<Word<Members<T>>> withGained(
        Delta<Word<Members<T>>> changed, Postings withMembers, Postings.Changes rarestChanges) {
      Set<Integer> gained = new HashSet<>();
      SparseVector<Word<Members<T>>> vector = setsByNumber;
      SparseVector.Builder<Word<Members<T>>> builder = new SparseVector.Builder<>();
      boolean fresh = setsByNumber.size() == 0;
      for (Placed<Word<Members<T>>> placed : changed.added()) {
        Word<Members<T>> word = placed.row();
        if (bySet.isEmpty(word.number()) && gained.add(word.number())) {
          rarestChanges.add(rarest(word.value().numbers(), withMembers), word.number());
          if (fresh) {
            builder.put(word.number(), word);
          } else {
            vector = vector.with(word.number(), word);
          }
        }
      }
      return fresh ? builder.build() : vector;
    }

    private SparseVector<Word<Members<T>>> withoutLost(
        Delta<Word<Members<T>>> changed,
        Postings withSets,
        Postings.Changes rarestChanges,
        SparseVector<Word<Members<T>>> before) {
      Set<Integer> lost = new HashSet<>();
      SparseVector<Word<Members<T>>> vector = before;
      for (Placed<Word<Members<T>>> placed : changed.removed()) {
        Word<Members<T>> word = placed.row();
        if (withSets.isEmpty(word.number()) && lost.add(word.number())) {
          rarestChanges.remove(placeOf(word), word.number());
          vector = vector.without(word.number());
        }
      }
      return vector;
    }
  }

  /** Sorts numbers, and returns each once. */
  private static int[] distinct(int[] numbers) {
    Arrays.sort(numbers);
    int count = Math.min(1, numbers.length);
    for (int i = 1; i < numbers.length; i++) {
      if (numbers[i] != numbers[count - 1]) {
        numbers[count++] = numbers[i];
      }
    }
    return count == numbers.length ? numbers : Arrays.copyOf(numbers, count);
  }

  private static <T> Postings.Changes memberChanges(Delta<Word<Members<T>>> changed) {
    Postings.Changes changes = new Postings.Changes();
    for (Placed<Word<Members<T>>> placed : changed.removed()) {
      for (int member : placed.row().value().numbers()) {
        changes.remove(member, placed.ordinal());
      }
    }
    for (Placed<Word<Members<T>>> placed : changed.added()) {
      for (int member : placed.row().value().numbers()) {
        changes.add(member, placed.ordinal());
      }
    }
    return changes;
  }

  /** Leaves out empty sets, and those that are taken away only to be put back. */
  private static <T> Delta<Word<Members<T>>> withoutThoseThatStay(Delta<Word<Members<T>>> delta) {
    Map<Integer, Word<Members<T>>> before = new HashMap<>();
    delta.removed().forEach(placed -> before.put(placed.ordinal(), placed.row()));
    Set<Integer> staying = new HashSet<>();
    if (!before.isEmpty()) {
      for (Placed<Word<Members<T>>> placed : delta.added()) {
        if (before.get(placed.ordinal()) == placed.row()) {
          staying.add(placed.ordinal());
        }
      }
    }
    Predicate<Placed<Word<Members<T>>>> moving =
        placed -> placed.row().value().numbers().length > 0 && !staying.contains(placed.ordinal());
    return new Delta<>(
        delta.removed().stream().filter(moving).toList(),
        delta.added().stream().filter(moving).toList(),
        delta.next());
  }

  private int placeOf(Word<Members<T>> set) {
    for (int member : set.value().numbers()) {
      if (byRarest.contains(member, set.number())) {
        return member;
      }
    }
    throw new IllegalStateException("the set " + set.number() + " stands under no member");
  }

  private static int rarest(int[] set, Postings postings) {
    int rarest = set[0];
    int least = Integer.MAX_VALUE;
    for (int member : set) {
      int count = postings.count(member);
      if (count < least) {
        least = count;
        rarest = member;
      }
    }
    return rarest;
  }

  /**
   * How the sets that compare with a set are found, and told from others.
   *
   * @param candidates where they are
   * @param test tells them
   * @param complete whether all candidates pass the test
   * @param <T> the kind of members
   */
  record Found<T>(Candidates candidates, Predicate<Members<T>> test, boolean complete) {}

  /** Returns how to find the sets that compare with one, which is not empty. */
  Found<T> find(SetMatch<T> match) {
    int[] known = new int[match.members().size()];
    int count = 0;
    for (T member : match.members()) {
      Word<T> word = members.find(member);
      if (word != null) {
        known[count++] = word.number();
      }
    }
    boolean complete = count == known.length;
    if ((match.match() == Match.EXACT || match.match() == Match.SUPERSET) && !complete) {
      return new Found<>(Candidates.none(), set -> false, true);
    }
    int[] numbers = complete ? known : Arrays.copyOf(known, count);
    Arrays.sort(numbers);
    return switch (match.match()) {
      case EXACT -> exact(numbers);
      case SUBSET ->
          new Found<>(
              Candidates.union(bySet, subsets(numbers)),
              set -> set.numbers().length > 0 && containsAll(numbers, set.numbers()),
              true);
      case SUPERSET ->
          new Found<>(
              Candidates.posting(byMember, rarest(numbers, byMember)),
              set -> containsAll(set.numbers(), numbers),
              numbers.length == 1);
      case ANY ->
          new Found<>(
              Candidates.union(byMember, numbers), set -> intersects(set.numbers(), numbers), true);
    };
  }

  private Found<T> exact(int[] numbers) {
    Word<Members<T>> set = sets.find(Members.of(numbers));
    return new Found<>(
        set == null ? Candidates.none() : Candidates.posting(bySet, set.number()),
        other -> Arrays.equals(other.numbers(), numbers),
        true);
  }

  /** Returns the numbers of the sets that hold nothing but some members. */
  private int[] subsets(int[] numbers) {
    int[] found = new int[8];
    int count = 0;
    for (int member : numbers) {
      for (PrimitiveIterator.OfInt some = byRarest.ordinals(member, 0); some.hasNext(); ) {
        int number = some.nextInt();
        Word<Members<T>> set = setsByNumber.get(number);
        if (set != null && containsAll(numbers, set.value().numbers())) {
          if (count == found.length) {
            found = Arrays.copyOf(found, count * 2);
          }
          found[count++] = number;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean containsAll(int[] set, int[] subset) {
    int i = 0;
    for (int member : subset) {
      while (i < set.length && set[i] < member) {
        i++;
      }
      if (i == set.length || set[i] != member) {
        return false;
      }
    }
    return true;
  }

  private static boolean intersects(int[] set, int[] other) {
    for (int member : set) {
      if (Arrays.binarySearch(other, member) >= 0) {
        return true;
      }
    }
    return false;
  }
}
