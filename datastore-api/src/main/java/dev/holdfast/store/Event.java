package dev.holdfast.store;

import java.util.Optional;

/** One key's change at one revision. */
public sealed interface Event {

  /** Returns the key that changed. */
  Bytes key();

  /** Returns the revision of the change. */
  long revision();

  /** Returns the entry before the change, where there was one and it was asked for. */
  Optional<KeyValue> previous();

  /** Returns the same event without the entry before. */
  Event withoutPrevious();

  /** Returns roughly how many bytes the event takes when it is serialized, never fewer. */
  int serializedSize();

  /**
   * The key was written.
   *
   * @param entry the entry after
   * @param previous the entry before
   */
  record Put(KeyValue entry, Optional<KeyValue> previous) implements Event {
    @Override
    public Bytes key() {
      return entry.key();
    }

    @Override
    public long revision() {
      return entry.modRevision();
    }

    @Override
    public Event withoutPrevious() {
      return previous.isEmpty() ? this : new Put(entry, Optional.empty());
    }

    @Override
    public int serializedSize() {
      return 8 + entry.serializedSize() + previous.map(KeyValue::serializedSize).orElse(0);
    }
  }

  /**
   * The key was deleted.
   *
   * @param key the key
   * @param revision the revision of the delete
   * @param previous the entry before
   */
  record Delete(Bytes key, long revision, Optional<KeyValue> previous) implements Event {
    @Override
    public Event withoutPrevious() {
      return previous.isEmpty() ? this : new Delete(key, revision, Optional.empty());
    }

    @Override
    public int serializedSize() {
      return 48 + key.size() + previous.map(KeyValue::serializedSize).orElse(0);
    }
  }
}
