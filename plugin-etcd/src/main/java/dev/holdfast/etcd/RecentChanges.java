package dev.holdfast.etcd;

import dev.holdfast.store.Event;
import dev.holdfast.store.engine.ChangeLog.Commit;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The latest commits, in memory, from which watches that keep up are served.
 *
 * <p>Invariant: every commit above {@code floor} and up to {@code position} is held. Revisions
 * skip, since others write to the cluster too. Thread-safe.
 */
final class RecentChanges {

  private static final int MOST_COMMITS = 1 << 14;
  private static final long MOST_BYTES = 32 << 20;
  private static final int STRETCH_COMMITS = 1_024;
  private static final long STRETCH_BYTES = 4 << 20;

  private final NavigableMap<Long, Sized> commits = new TreeMap<>();
  private long floor;
  private long position;
  private long bytes;

  private record Sized(Commit commit, long size) {}

  RecentChanges(long position) {
    this.floor = position;
    this.position = position;
  }

  synchronized long floor() {
    return floor;
  }

  /** Returns the revision up to which everything is known. */
  synchronized long position() {
    return position;
  }

  /** Returns the last commit, if it is held. */
  synchronized Optional<Commit> last() {
    return Optional.ofNullable(commits.lastEntry()).map(entry -> entry.getValue().commit());
  }

  /** Adds commits, of which those that are known already are left out, and what follows them. */
  synchronized void append(List<Commit> more, long through) {
    for (Commit commit : more) {
      if (commit.revision() > position) {
        long size = commit.events().stream().mapToLong(Event::serializedSize).sum();
        commits.put(commit.revision(), new Sized(commit, size));
        bytes += size;
        position = commit.revision();
      }
    }
    position = Math.max(position, through);
    while (commits.size() > MOST_COMMITS || (bytes > MOST_BYTES && commits.size() > 1)) {
      dropFirst();
    }
  }

  /** Forgets everything, and goes on after a revision. */
  synchronized void restart(long revision) {
    commits.clear();
    bytes = 0;
    floor = revision;
    position = revision;
  }

  /** Forgets what lies at or below a revision. */
  synchronized void dropThrough(long revision) {
    while (!commits.isEmpty() && commits.firstKey() <= revision) {
      dropFirst();
    }
    floor = Math.max(floor, Math.min(revision, position));
  }

  private void dropFirst() {
    Map.Entry<Long, Sized> first = commits.pollFirstEntry();
    floor = first.getKey();
    bytes -= first.getValue().size();
  }

  /** Returns commits after a revision, or nothing where they are not in memory any more. */
  synchronized Optional<Stretch> after(long revision) {
    if (revision >= position) {
      return Optional.of(new Stretch(List.of(), revision));
    }
    if (revision < floor) {
      return Optional.empty();
    }
    List<Commit> found = new ArrayList<>();
    long size = 0;
    for (Sized next : commits.tailMap(revision, false).values()) {
      if (found.size() == STRETCH_COMMITS || size > STRETCH_BYTES) {
        return Optional.of(new Stretch(found, found.get(found.size() - 1).revision()));
      }
      found.add(next.commit());
      size += next.size();
    }
    return Optional.of(new Stretch(found, position));
  }

  /** Returns the commit of a revision, if it is held. */
  synchronized Optional<Commit> at(long revision) {
    return Optional.ofNullable(commits.get(revision)).map(Sized::commit);
  }
}
