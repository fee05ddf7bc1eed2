package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes entries at random, 100 a second, until it is closed. After each change it asks for the
 * entry, and for those with its parent, and fails if an answer does not show it.
 */
final class Changes implements AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;

  private final FleetWorld world;
  private final SplittableRandom random = new SplittableRandom(3);
  private final Map<Integer, RegistrationEntry> changed = new HashMap<>();
  private final Thread thread = new Thread(this::run, "changes");
  private volatile boolean stopped;
  private volatile RuntimeException failure = new IllegalStateException("none");
  private volatile boolean failed;

  Changes(FleetWorld world) {
    this.world = world;
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    try {
      for (int change = 0; !stopped; change++) {
        change(random.nextInt(world.fleet().size().entries()), "changed-" + change);
        next += PAUSE_NANOS;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    } catch (RuntimeException e) {
      failure = e;
      failed = true;
    }
  }

  private void change(int number, String hint) {
    DataStore dataStore = world.dataStore();
    RegistrationEntry before =
        changed.containsKey(number) ? changed.get(number) : world.fleet().entry(number);
    RegistrationEntry after = before.toBuilder().hint(hint).build();
    Stored<RegistrationEntry> written =
        dataStore.entries().update(after, EnumSet.of(EntryField.HINT));
    changed.put(number, after);
    requireSeen(
        dataStore.entries().fetch(after.id(), ReadConsistency.cached()).value().stream().toList(),
        written);
    requireSeen(
        dataStore
            .entries()
            .list(
                dev.holdfast.datastore.EntryFilter.all().bySpiffeId(after.spiffeId()),
                ReadConsistency.cached())
            .value(),
        written);
  }

  private static void requireSeen(
      List<Stored<RegistrationEntry>> answer, Stored<RegistrationEntry> written) {
    if (!answer.contains(written)) {
      throw new IllegalStateException("an answer does not show " + written);
    }
  }

  /** Ends the changes, and returns the entries that have changed, by number. */
  Map<Integer, RegistrationEntry> end() throws InterruptedException {
    close();
    thread.join();
    if (failed) {
      throw new IllegalStateException("the changes have failed", failure);
    }
    return Map.copyOf(changed);
  }

  @Override
  public void close() {
    stopped = true;
  }
}
