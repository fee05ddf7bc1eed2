package dev.holdfast.datastore.cache.internal.feed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.Optional;

/**
 * The states that paged listings are in the middle of, each kept for a while after its last page.
 * Thread-safe.
 */
public final class Snapshots {

  private final Cache<Floor, State> kept;

  /**
   * Makes an empty collection.
   *
   * @param timing how long a state is kept
   */
  public Snapshots(Timing timing) {
    this.kept =
        Caffeine.newBuilder()
            .expireAfterAccess(timing.snapshots())
            .ticker(timing.nanoTime()::getAsLong)
            .scheduler(Scheduler.systemScheduler())
            .build();
  }

  /**
   * Keeps a state for a while from now on.
   *
   * @param floor the floor by which it is found again
   * @param state the state
   */
  public void keep(Floor floor, State state) {
    kept.put(floor, state);
  }

  /**
   * Returns the state at a floor, if it is kept.
   *
   * @param floor the floor
   */
  public Optional<State> find(Floor floor) {
    return Optional.ofNullable(kept.getIfPresent(floor));
  }
}
