package dev.holdfast.datastore.cache.internal.state;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times that were read last, which records share that have the same. Not thread-safe. */
final class SharedTimes {

  private static final int SLOTS = 64;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of nothing but these
  private final @Nullable Optional<Instant>[] slots = new Optional[SLOTS];

  Optional<Instant> share(Instant time) {
    int slot = (int) (time.getEpochSecond() ^ time.getNano()) & (SLOTS - 1);
    Optional<Instant> known = slots[slot];
    if (known == null || !known.get().equals(time)) {
      known = Optional.of(time);
      slots[slot] = known;
    }
    return known;
  }
}
