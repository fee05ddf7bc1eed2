package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.SetMatch;
import dev.holdfast.datastore.cache.internal.state.Candidates.Precision;
import dev.holdfast.datastore.cache.internal.tree.Postings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * An index of rows by a set that each of them has, for the four ways to compare sets. Immutable.
 *
 * <p>A set is an array of its members' numbers, ascending. Every member has postings; equal sets
 * are found by their hash; subsets are found because each set also stands under its rarest member,
 * which any superset must hold. Empty sets stand nowhere, since they match nothing.
 *
 * @param <T> the kind of members
 */
final class SetIndex<T> {

  private final Dictionary<T> members;
  private final Postings byMember;
  private final Postings byHash;
  private final Postings byRarest;

  private SetIndex(Dictionary<T> members, Postings byMember, Postings byHash, Postings byRarest) {
    this.members = members;
    this.byMember = byMember;
    this.byHash = byHash;
    this.byRarest = byRarest;
  }

  SetIndex(ToIntFunction<T> hash) {
    this(new Dictionary<>(hash), Postings.empty(), Postings.empty(), Postings.empty());
  }

  Dictionary<T> members() {
    return members;
  }

  /** Returns the numbers of a set's members, ascending, which are added where they are new. */
  static <T> int[] numbers(Dictionary<T>.Editor editor, Iterable<T> set, int size) {
    int[] numbers = new int[size];
    int i = 0;
    for (T member : set) {
      numbers[i++] = editor.number(member);
    }
    Arrays.sort(numbers);
    return numbers;
  }

  /**
   * Returns this index with some changes.
   *
   * @param editor what the members were numbered by
   * @param delta the sets that it loses and gains
   */
  SetIndex<T> with(Dictionary<T>.Editor editor, Delta<int[]> delta) {
    Delta<int[]> changed = withoutThoseThatStay(delta);
    Postings.Changes memberChanges = new Postings.Changes();
    Postings.Changes rarestChanges = new Postings.Changes();
    for (Placed<int[]> placed : changed.removed()) {
      for (int member : placed.row()) {
        memberChanges.remove(member, placed.ordinal());
      }
      rarestChanges.remove(placeOf(placed.row(), placed.ordinal()), placed.ordinal());
    }
    for (Placed<int[]> placed : changed.added()) {
      for (int member : placed.row()) {
        memberChanges.add(member, placed.ordinal());
      }
    }
    Postings withMembers = byMember.with(memberChanges);
    for (Placed<int[]> placed : changed.added()) {
      rarestChanges.add(rarest(placed.row(), withMembers), placed.ordinal());
    }
    return new SetIndex<>(
        editor.build(
            withMembers,
            changed.removed().stream().flatMap(placed -> Arrays.stream(placed.row()).boxed())),
        withMembers,
        byHash.with(changed.changes(Hash::of)),
        byRarest.with(rarestChanges));
  }

  /** Leaves out empty sets, and those that are taken away only to be put back. */
  private static Delta<int[]> withoutThoseThatStay(Delta<int[]> delta) {
    Map<Integer, int[]> before = new HashMap<>();
    if (!delta.added().isEmpty()) {
      delta.removed().forEach(placed -> before.put(placed.ordinal(), placed.row()));
    }
    Set<Integer> staying = new HashSet<>();
    for (Placed<int[]> placed : delta.added()) {
      if (Arrays.equals(before.get(placed.ordinal()), placed.row())) {
        staying.add(placed.ordinal());
      }
    }
    Predicate<Placed<int[]>> moving =
        placed -> placed.row().length > 0 && !staying.contains(placed.ordinal());
    return new Delta<>(
        delta.removed().stream().filter(moving).toList(),
        delta.added().stream().filter(moving).toList(),
        delta.next());
  }

  private int placeOf(int[] set, int ordinal) {
    for (int member : set) {
      if (byRarest.contains(member, ordinal)) {
        return member;
      }
    }
    throw new IllegalStateException("the set of ordinal " + ordinal + " stands under no member");
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
   * @param candidates where they are among
   * @param test tells them
   */
  record Found(Candidates candidates, Predicate<int[]> test) {}

  /** Returns how to find the sets that compare with one, which is not empty. */
  Found find(SetMatch<T> match) {
    int[] known =
        match.members().stream()
            .map(members::find)
            .filter(OptionalInt::isPresent)
            .mapToInt(OptionalInt::getAsInt)
            .sorted()
            .toArray();
    boolean complete = known.length == match.members().size();
    if ((match.match() == Match.EXACT || match.match() == Match.SUPERSET) && !complete) {
      return new Found(Candidates.none(), set -> false);
    }
    return switch (match.match()) {
      case EXACT ->
          new Found(
              Candidates.posting(byHash, Hash.of(known), Precision.UPPER_BOUND),
              set -> Arrays.equals(set, known));
      case SUBSET ->
          new Found(
              Candidates.union(byRarest, known, Precision.UPPER_BOUND),
              set -> set.length > 0 && containsAll(known, set));
      case SUPERSET ->
          new Found(
              Candidates.posting(
                  byMember,
                  rarest(known, byMember),
                  known.length == 1 ? Precision.EXACT : Precision.UPPER_BOUND),
              set -> containsAll(set, known));
      case ANY ->
          new Found(
              Candidates.union(byMember, known, Precision.EXACT), set -> intersects(set, known));
    };
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
