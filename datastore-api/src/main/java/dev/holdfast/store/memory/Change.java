package dev.holdfast.store.memory;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.engine.ChangeLog.Commit;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What made a revision of the one before.
 *
 * @param revision the revision
 * @param events its events with the entries before, in key order, one per key
 * @param versions what each event made of its key, in the same order
 * @param nonce tells it from one of the same number in another history
 * @param nanos when it came to be, by {@link System#nanoTime}
 */
record Change(
    long revision, List<Event> events, List<Versions.Version> versions, long nonce, long nanos) {

  /** Returns the nonce as it is told; nothing was committed at revision 0, and it has none. */
  Bytes fingerprint() {
    if (revision == 0) {
      return Bytes.empty();
    }
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(nonce).array());
  }

  /** Drops what only revisions below this one need. */
  void forgetBefore(Entries entries) {
    for (int i = 0; i < versions.size(); i++) {
      versions.get(i).forgetBefore();
      if (versions.get(i).isDeletion()) {
        entries.removeIfGone(events.get(i).key(), revision);
      }
    }
  }

  Commit commit() {
    return new Commit(revision, fingerprint(), events);
  }
}
