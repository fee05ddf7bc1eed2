package dev.holdfast.datastore.cache.internal.state;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Makes parts of a state at the same time, where they are so large that it pays. */
final class Together {

  private static final int FEWEST = 10_000;

  private Together() {}

  /**
   * Makes a part: beside what the caller goes on to make where it has many rows, and before it
   * otherwise.
   *
   * @param rows how many rows it has
   * @param maker makes it, and rests on nothing that others change meanwhile
   */
  static <T> CompletableFuture<T> make(int rows, Supplier<T> maker) {
    return rows < FEWEST
        ? CompletableFuture.completedFuture(maker.get())
        : CompletableFuture.supplyAsync(maker);
  }
}
