package dev.holdfast.store.memory;

import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The changes of the last revisions, by revision.
 *
 * <p>One thread at a time appends, another drops, and any may read meanwhile. They lie in arrays of
 * consecutive ones, since every write leaves one behind for as long as the history is kept: a map's
 * nodes would outweigh them.
 */
final class Changes {

  private static final int CHUNK = 1_024;

  private final ConcurrentSkipListMap<Long, AtomicReferenceArray<Change>> chunks =
      new ConcurrentSkipListMap<>();
  private AtomicReferenceArray<Change> last = new AtomicReferenceArray<>(0);
  private long dropped;

  /** Appends the change after the one that was appended last; the first is of revision 0. */
  void append(Change change) {
    int place = (int) (change.revision() % CHUNK);
    if (place == 0) {
      last = new AtomicReferenceArray<>(CHUNK);
      chunks.put(change.revision() / CHUNK, last);
    }
    last.setRelease(place, change);
  }

  Optional<Change> get(long revision) {
    return chunk(revision).map(chunk -> chunk.getAcquire((int) (revision % CHUNK)));
  }

  /** Drops the changes below a revision, which is there. */
  void dropBelow(long revision) {
    for (; dropped < revision; dropped++) {
      chunk(dropped).orElseThrow().setRelease((int) (dropped % CHUNK), null);
      if ((dropped + 1) % CHUNK == 0) {
        chunks.remove(dropped / CHUNK);
      }
    }
  }

  private Optional<AtomicReferenceArray<Change>> chunk(long revision) {
    return Optional.ofNullable(chunks.get(revision / CHUNK));
  }
}
