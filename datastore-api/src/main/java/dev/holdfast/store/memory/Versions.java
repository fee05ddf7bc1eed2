package dev.holdfast.store.memory;

import dev.holdfast.store.KeyValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a key was at each revision that touched it, the latest first, as far as that is kept.
 *
 * <p>One thread at a time adds, another drops, and any may read meanwhile.
 */
final class Versions {

  private volatile @Nullable Version latest;

  /** What the key was from a revision on. */
  static final class Version {

    private final long revision;
    private final @Nullable KeyValue entry;
    private volatile @Nullable Version before;

    private Version(long revision, @Nullable KeyValue entry, @Nullable Version before) {
      this.revision = revision;
      this.entry = entry;
      this.before = before;
    }

    /** Drops those before, which no revision from this one on needs. */
    void forgetBefore() {
      before = null;
    }

    /** Returns whether the key was gone from this one on. */
    boolean isDeletion() {
      return entry == null;
    }
  }

  /** Returns the entry at a revision, or nothing where there was none, or it is not kept. */
  Optional<KeyValue> at(long revision) {
    Version version = latest;
    while (version != null && version.revision > revision) {
      version = version.before;
    }
    return version == null ? Optional.empty() : Optional.ofNullable(version.entry);
  }

  /** Adds what the key is from a revision on, which is above all others. */
  Version add(long revision, Optional<KeyValue> entry) {
    Version version = new Version(revision, entry.orElse(null), latest);
    latest = version;
    return version;
  }

  /** Returns whether the key was not there at a revision, and was not touched since. */
  boolean isGoneBy(long revision) {
    Version last = latest;
    return last == null || (last.entry == null && last.revision <= revision);
  }
}
