package dev.holdfast.testservers;

import dev.holdfast.store.Batch;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Event;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchResponse;
import java.util.Objects;

/**
 * What a watch told, in short: two watches that told the same events in the same order, and no
 * others, have equal digests.
 *
 * @param events how many events there were
 * @param hash a hash over all of them, in order
 */
public record WatchDigest(long events, long hash) {

  /** Reads a watch up to a revision; fails if revisions do not increase. */
  public static WatchDigest of(Watch watch, long until) {
    long last = 0;
    long events = 0;
    long hash = 1;
    while (last < until) {
      if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches message) {
        for (Batch batch : message.batches()) {
          if (batch.revision() <= last) {
            throw new AssertionError("revision " + batch.revision() + " after " + last);
          }
          last = batch.revision();
          for (Event event : batch.events()) {
            events++;
            hash = hash * 31 + Objects.hash(batch.revision(), event);
          }
        }
      }
    }
    return new WatchDigest(events, hash);
  }
}
