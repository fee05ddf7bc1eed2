package dev.holdfast.server.output;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.failure.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Does the same to several things, one by one, and notes what became of each. */
public final class Each {

  private Each() {}

  /**
   * Does something to each of some things; one that fails keeps no other from being done.
   *
   * @param things the things, known to people by their texts
   * @param outcome what becomes of those that do not fail
   * @param action does it, and returns the record
   * @param <K> the kind of things
   * @param <T> the kind of records
   */
  public static <K, T extends IdentityRecord> List<Result<T>> of(
      List<K> things, Result.Outcome outcome, Function<K, Stored<T>> action) {
    return of(things, Object::toString, outcome, action);
  }

  /**
   * Does something to each of some things; one that fails keeps no other from being done.
   *
   * @param things the things
   * @param name what a thing is known by, for people
   * @param outcome what becomes of those that do not fail
   * @param action does it, and returns the record
   * @param <K> the kind of things
   * @param <T> the kind of records
   */
  public static <K, T extends IdentityRecord> List<Result<T>> of(
      List<K> things,
      Function<K, String> name,
      Result.Outcome outcome,
      Function<K, Stored<T>> action) {
    List<Result<T>> results = new ArrayList<>(things.size());
    for (K thing : things) {
      int index = results.size();
      try {
        results.add(Result.done(index, name.apply(thing), outcome, action.apply(thing)));
      } catch (DataStoreException e) {
        results.add(Result.failed(index, name.apply(thing), Failure.of(e)));
      }
    }
    return results;
  }
}
