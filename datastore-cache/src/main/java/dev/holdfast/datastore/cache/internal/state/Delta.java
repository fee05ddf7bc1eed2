package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.cache.internal.tree.Postings;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What one table loses and gains; a row that changes in place is in both with one ordinal.
 *
 * @param removed the rows that it loses
 * @param added the rows that it gains, by ordinal
 * @param next the ordinal that the next row takes afterwards
 * @param <R> the kind of rows
 */
record Delta<R>(List<Placed<R>> removed, List<Placed<R>> added, int next) {

  boolean isEmpty() {
    return removed.isEmpty() && added.isEmpty();
  }

  /** Returns what postings by a number lose and gain. */
  Postings.Changes changes(ToIntFunction<R> number) {
    return changes(row -> true, number);
  }

  /** Returns what postings by a number lose and gain, of those rows that stand in them. */
  Postings.Changes changes(Predicate<R> indexed, ToIntFunction<R> number) {
    Postings.Changes changes = new Postings.Changes();
    for (Placed<R> placed : removed) {
      if (indexed.test(placed.row())) {
        changes.remove(number.applyAsInt(placed.row()), placed.ordinal());
      }
    }
    for (Placed<R> placed : added) {
      if (indexed.test(placed.row())) {
        changes.add(number.applyAsInt(placed.row()), placed.ordinal());
      }
    }
    return changes;
  }

  /** Returns a property of the rows in place of them. */
  <T> Delta<T> map(Function<R, T> property) {
    return new Delta<>(map(removed, property), map(added, property), next);
  }

  private static <R, T> List<Placed<T>> map(List<Placed<R>> rows, Function<R, T> property) {
    return rows.stream()
        .map(placed -> new Placed<>(placed.ordinal(), property.apply(placed.row())))
        .toList();
  }
}
