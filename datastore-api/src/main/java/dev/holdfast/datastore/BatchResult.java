package dev.holdfast.datastore;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What became of one object of a batch, each of which succeeds or fails alone.
 *
 * @param <T> what the write of one object returns
 */
public sealed interface BatchResult<T> {

  /**
   * The object was written.
   *
   * @param value what the write of it returned
   * @param <T> what that is
   */
  record Done<T>(T value) implements BatchResult<T> {}

  /**
   * The object was not written, or, where the failure is {@code UNKNOWN}, perhaps was.
   *
   * @param failure what the write of it alone throws
   * @param <T> what it would have returned
   */
  record Failed<T>(DataStoreException failure) implements BatchResult<T> {}

  /**
   * Returns what the write of the object alone returns.
   *
   * @throws DataStoreException what it throws
   */
  default T orElseThrow() {
    if (this instanceof Done<T> done) {
      return done.value();
    }
    throw ((Failed<T>) this).failure();
  }

  /**
   * Makes a write, and returns what became of it.
   *
   * @param write the write
   * @param <T> what it returns
   */
  static <T> BatchResult<T> of(Supplier<T> write) {
    try {
      return new Done<>(write.get());
    } catch (DataStoreException e) {
      return new Failed<>(e);
    }
  }

  /**
   * Writes objects one after another, each by a call of its own, such as {@code
   * BatchResult.each(bundles, dataStore.bundles()::append)}.
   *
   * @param objects the objects
   * @param write the write of one
   * @param <O> what tells an object
   * @param <T> what the write of one returns
   * @return what became of each, in the same order
   */
  static <O, T> List<BatchResult<T>> each(List<O> objects, Function<O, T> write) {
    return objects.stream().map(object -> of(() -> write.apply(object))).toList();
  }
}
