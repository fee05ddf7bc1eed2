package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.Batch;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchResponse;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Draws a watch, by hand, to a revision or to its end. */
final class Drain {

  private Drain() {}

  /**
   * How far a watch came.
   *
   * @param told the revision up to which it told everything
   * @param end why the store ended it before
   */
  record Outcome(long told, Optional<StoreException> end) {}

  static Outcome through(Trial trial, Watch watch, long revision) throws InterruptedException {
    long told = -1;
    while (told < revision) {
      try {
        WatchResponse message =
            watch.next().get(trial.patience().toMillis(), TimeUnit.MILLISECONDS);
        told = Math.max(told, revisionOf(message));
      } catch (ExecutionException e) {
        return new Outcome(told, Optional.of(StoreException.from(e)));
      } catch (TimeoutException e) {
        throw new Failure(
            "expected: the watch tells revision "
                + revision
                + "\n  came:     nothing beyond "
                + told
                + " within "
                + trial.patience().toMillis()
                + " ms",
            e);
      }
    }
    return new Outcome(told, Optional.empty());
  }

  private static long revisionOf(WatchResponse message) {
    if (message instanceof WatchResponse.Progress progress) {
      return progress.revision();
    }
    long told = -1;
    if (message instanceof WatchResponse.Batches batches) {
      for (Batch batch : batches.batches()) {
        if (batch.part() == Batch.Part.LAST) {
          told = batch.revision();
        }
      }
    }
    return told;
  }
}
