package dev.holdfast.etcd;

import com.google.protobuf.UnknownFieldSet;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.engine.ChangeLog.Commit;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Makes commits of the events of one stream: a revision is whole when one above it has come, or the
 * message that it stands in has ended. Not thread-safe.
 */
final class ChangeAssembler {

  /** jetcd's messages are older than etcd's fragments: these fields are theirs. */
  private static final int FRAGMENT_OF_REQUEST = 8;

  private static final int FRAGMENT_OF_RESPONSE = 7;

  private final EtcdKeys keys;
  private final long start;
  private final long told;
  private final List<Commit> whole = new ArrayList<>();
  private List<Event> events = new ArrayList<>();
  private List<Long> nonces = new ArrayList<>();
  private long revision;
  private long through;
  private boolean historyPut;

  private ChangeAssembler(EtcdKeys keys, long start, long told) {
    this.keys = keys;
    this.start = start;
    this.told = told;
  }

  /**
   * Begins after a revision.
   *
   * <p>The stream begins at the revision itself, and what was put at it is left out. etcd refuses a
   * stream that begins below what it has compacted, but not one that begins right there: that one
   * may lack a delete, which etcd before 3.4.36 and 3.5.18 does not keep.
   */
  static ChangeAssembler after(EtcdKeys keys, long revision) {
    return new ChangeAssembler(keys, Math.max(1, revision), revision);
  }

  /** Begins with a commit that comes once more, so that what it replaced may be missing. */
  static ChangeAssembler again(EtcdKeys keys, Commit commit) {
    return new ChangeAssembler(keys, commit.revision(), commit.revision() - 1);
  }

  /** Returns the request for all changes, with what they replaced, in messages of bounded size. */
  WatchRequest request() {
    UnknownFieldSet fragments =
        UnknownFieldSet.newBuilder()
            .addField(FRAGMENT_OF_REQUEST, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    return WatchRequest.newBuilder()
        .setCreateRequest(
            WatchCreateRequest.newBuilder()
                .setKey(keys.watched().from())
                .setRangeEnd(keys.watched().until())
                .setStartRevision(start)
                .setPrevKv(true)
                .setUnknownFields(fragments))
        .build();
  }

  /** A change whose replaced entry is not told: history was compacted up to it, or past it. */
  static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long revision;

    private Overtaken(long revision) {
      this.revision = revision;
    }

    /** Returns the change's revision; compaction may have gone further. */
    long revision() {
      return revision;
    }
  }

  /**
   * Takes a message.
   *
   * @throws Overtaken if history was compacted beneath it
   */
  void add(WatchResponse message) {
    for (io.etcd.jetcd.api.Event event : message.getEventsList()) {
      if (event.getKv().getModRevision() > told) {
        add(event);
      }
    }
    boolean continued =
        message.getUnknownFields().getField(FRAGMENT_OF_RESPONSE).getVarintList().contains(1L);
    if (!continued && revision > 0) {
      flush();
    }
  }

  private void add(io.etcd.jetcd.api.Event event) {
    long at = event.getKv().getModRevision();
    if (at > revision) {
      flush();
      revision = at;
    }
    if (keys.isEntry(event.getKv().getKey())) {
      addEntry(event);
    } else if (event.getKv().getKey().equals(keys.history())) {
      historyPut = true;
    }
  }

  private void flush() {
    if (!events.isEmpty()) {
      events.sort(Comparator.comparing(Event::key));
      whole.add(new Commit(revision, fingerprint(nonces), List.copyOf(events)));
      events = new ArrayList<>();
      nonces = new ArrayList<>();
    }
    through = revision;
  }

  /** Returns the commits that have become whole since the last time. */
  List<Commit> takeWhole() {
    List<Commit> taken = List.copyOf(whole);
    whole.clear();
    return taken;
  }

  /** Returns the revision up to which everything has come. */
  long through() {
    return through;
  }

  /** Returns whether the history's name was put. */
  boolean isHistoryPut() {
    return historyPut;
  }

  private void addEntry(io.etcd.jetcd.api.Event event) {
    io.etcd.jetcd.api.KeyValue stored = event.getKv();
    Bytes key = keys.keyOfEntry(stored.getKey());
    Optional<KeyValue> previous = Optional.empty();
    if (event.hasPrevKv()) {
      previous = Optional.of(StoredEntry.read(key, event.getPrevKv()));
    }
    boolean put = event.getType() == io.etcd.jetcd.api.Event.EventType.PUT;
    boolean replaced = !put || stored.getVersion() > 1;
    if (previous.isEmpty() && replaced && !(put && stored.getModRevision() == start)) {
      throw new Overtaken(stored.getModRevision());
    }
    if (put) {
      events.add(new Event.Put(StoredEntry.read(key, stored), previous));
      nonces.add(StoredEntry.nonce(stored));
    } else {
      events.add(new Event.Delete(key, stored.getModRevision(), previous));
      nonces.add(~StoredEntry.nonce(event.getPrevKv()));
    }
  }

  /** Returns what tells a commit from another of the same number: its nonce, or what it deleted. */
  private static Bytes fingerprint(List<Long> nonces) {
    long mixed = nonces.stream().sorted().reduce(0L, (all, one) -> all * 31 + one);
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(0, mixed).array());
  }
}
