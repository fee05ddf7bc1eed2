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
  private static final class Version {

    private final long revision;
    private final @Nullable KeyValue entry;
    private volatile @Nullable Version before;

    Version(long revision, @Nullable KeyValue entry, @Nullable Version before) {
      this.revision = revision;
      this.entry = entry;
      this.before = before;
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
  void add(long revision, Optional<KeyValue> entry) {
    latest = new Version(revision, entry.orElse(null), latest);
  }

  /**
   * Drops what no revision from one on needs.
   *
   * @return whether nothing is left, unless something is being added
   */
  boolean forgetBefore(long revision) {
    Version newer = null;
    Version version = latest;
    while (version != null && version.revision > revision) {
      newer = version;
      version = version.before;
    }
    if (version == null) {
      return newer == null;
    }
    version.before = null;
    if (version.entry == null && newer != null) {
      newer.before = null;
    }
    return isGoneBy(revision);
  }

  /** Returns whether the key was not there at a revision, and was not touched since. */
  boolean isGoneBy(long revision) {
    Version last = latest;
    return last == null || (last.entry == null && last.revision <= revision);
  }
}
