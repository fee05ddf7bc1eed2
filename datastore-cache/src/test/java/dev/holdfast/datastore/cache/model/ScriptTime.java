package dev.holdfast.datastore.cache.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The time of a script: its clock stands between operations, and waits can be skipped. */
public final class ScriptTime extends Clock {

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T12:00:00.000000007Z"));
  private final AtomicReference<Duration> skipped = new AtomicReference<>(Duration.ZERO);

  void tick() {
    now.updateAndGet(before -> before.plusSeconds(1));
  }

  void skip(Duration time) {
    skipped.updateAndGet(before -> before.plus(time));
  }

  /** Returns what a clock that never goes back tells. */
  public long nanoTime() {
    return System.nanoTime() + skipped.get().toNanos();
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
