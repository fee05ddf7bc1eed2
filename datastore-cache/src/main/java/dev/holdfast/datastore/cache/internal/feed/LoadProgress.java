package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.DataStoreStatus.Loading;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a load is, while there is one. Thread-safe. */
final class LoadProgress {

  private static final Logger LOG = LoggerFactory.getLogger(LoadProgress.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final LongSupplier nanoTime;
  private volatile Optional<SoFar> soFar = Optional.empty();
  private long told;

  LoadProgress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * What has been read.
   *
   * @param records how many records
   * @param begunNanos when the load began
   */
  private record SoFar(long records, long begunNanos) {}

  /** Notes that a load begins. */
  synchronized void begin() {
    told = nanoTime.getAsLong();
    soFar = Optional.of(new SoFar(0, told));
  }

  /** Notes that more records have been read, and logs how many they are, now and then. */
  synchronized void read(int more) {
    soFar = soFar.map(it -> new SoFar(it.records() + more, it.begunNanos()));
    long now = nanoTime.getAsLong();
    if (now - told >= PAUSE_NANOS) {
      told = now;
      LOG.info(
          "the cache is being loaded: {} records so far", soFar.map(SoFar::records).orElse(0L));
    }
  }

  /** Notes that the load is over, whether it succeeded or not. */
  void end() {
    soFar = Optional.empty();
  }

  /** Returns how far the load is, while there is one. */
  Optional<Loading> now() {
    return soFar.map(
        it ->
            new Loading(
                it.records(),
                Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - it.begunNanos()))));
  }
}
