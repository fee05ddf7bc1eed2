package dev.holdfast.store.engine;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Opens watches, and counts them. Their requests' arguments are judged already. */
final class WatchVerb {

  private final StoreEngine engine;
  private final ScheduledExecutorService timer;
  private final AtomicInteger open = new AtomicInteger();

  WatchVerb(StoreEngine engine, ScheduledExecutorService timer) {
    this.engine = engine;
    this.timer = timer;
  }

  Watch open(WatchRequest request) {
    int most = engine.info().limits().maxWatches();
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      throw new StoreException(
          ErrorReason.TOO_MANY_WATCHES, most + " watches are open; close one, or try again later");
    }
    return new LogWatch(engine, request, timer, open::decrementAndGet);
  }
}
