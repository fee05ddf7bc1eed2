package dev.holdfast.sql;

import dev.holdfast.store.Event;
import dev.holdfast.store.engine.ChangeLog.Commit;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest commits, in memory, from which watches that keep up are served.
 *
 * <p>Invariant: the commits are consecutive, and the last one is the latest that watches may know.
 * Thread-safe.
 */
final class RecentCommits {

  private static final int CAPACITY = 1 << 14;
  private static final long MAX_BYTES = 16 << 20;
  private static final int STRETCH_COMMITS = 1_024;
  private static final long STRETCH_BYTES = 4 << 20;

  private final @Nullable Sized[] ring = new Sized[CAPACITY];
  private long first;
  private long last;
  private long lastNonce;
  private long bytes;

  private record Sized(Commit commit, long size) {}

  RecentCommits(long last, long lastNonce) {
    this.first = last + 1;
    this.last = last;
    this.lastNonce = lastNonce;
  }

  /**
   * The latest revision that watches may know.
   *
   * @param revision the revision
   * @param nonce the nonce of its commit
   */
  record Tip(long revision, long nonce) {

    /**
     * Returns whether a database has forgotten it.
     *
     * @param now the database's counter
     * @param found the nonce of the revision in the log, if it is there
     */
    boolean isForgottenBy(SqlMeta now, Optional<Long> found) {
      if (now.revision() <= revision) {
        return now.revision() < revision || now.nonce() != nonce;
      }
      boolean maybeCut = revision <= now.compactRevision();
      return !maybeCut && (found.isEmpty() || found.get() != nonce);
    }
  }

  /** Returns the latest revision that watches may know. */
  synchronized Tip tip() {
    return new Tip(last, lastNonce);
  }

  /** Adds those commits that are new, if they follow the last one; returns whether they did. */
  synchronized boolean append(List<Commit> commits, long nonce) {
    List<Commit> more = commits.stream().filter(commit -> commit.revision() > last).toList();
    if (more.isEmpty() || more.get(0).revision() != last + 1) {
      return false;
    }
    for (Commit commit : more) {
      if (last - first + 1 == CAPACITY) {
        dropFirst();
      }
      long size = commit.events().stream().mapToLong(Event::serializedSize).sum();
      ring[slot(commit.revision())] = new Sized(commit, size);
      bytes += size;
      last = commit.revision();
    }
    lastNonce = nonce;
    while (bytes > MAX_BYTES && first < last) {
      dropFirst();
    }
    return true;
  }

  /** Forgets everything, and goes on after a revision. */
  synchronized void restart(long revision, long nonce) {
    while (first <= last) {
      dropFirst();
    }
    first = revision + 1;
    last = revision;
    lastNonce = nonce;
  }

  /** Returns commits after a revision, or nothing where they are not in memory any more. */
  synchronized Optional<Stretch> after(long revision) {
    if (revision >= last) {
      return Optional.of(new Stretch(List.of(), revision));
    }
    if (revision + 1 < first) {
      return Optional.empty();
    }
    List<Commit> found = new ArrayList<>();
    long size = 0;
    long through = revision;
    while (through < last && found.size() < STRETCH_COMMITS && size < STRETCH_BYTES) {
      Sized next = held(++through);
      found.add(next.commit());
      size += next.size();
    }
    return Optional.of(new Stretch(found, through));
  }

  /** Returns a commit that is in memory. */
  synchronized Optional<Commit> at(long revision) {
    return revision >= first && revision <= last
        ? Optional.of(held(revision).commit())
        : Optional.empty();
  }

  private void dropFirst() {
    bytes -= held(first).size();
    ring[slot(first)] = null;
    first++;
  }

  private Sized held(long revision) {
    return Objects.requireNonNull(ring[slot(revision)]);
  }

  private static int slot(long revision) {
    return (int) revision & (CAPACITY - 1);
  }
}
