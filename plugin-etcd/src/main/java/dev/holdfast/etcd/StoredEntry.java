package dev.holdfast.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.StoreException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Entries as etcd holds them: what kind of put it was, the commit's nonce, for some the life, and
 * the value.
 *
 * <p>An entry tells by itself when its key was created and how often it was put. etcd's own answer
 * is right but for keys that were deleted and put in one commit, which etcd refuses to do: they are
 * overwritten, and say so.
 */
final class StoredEntry {

  private static final byte PLAIN = 0;
  private static final byte BORN = 1;
  private static final byte LIVING = 2;
  private static final int HEAD = 1 + Long.BYTES;
  private static final int LIVING_HEAD = HEAD + 2 * Long.BYTES;

  private StoredEntry() {}

  /** Returns the value of an entry whose life etcd knows. */
  static ByteString plain(long nonce, Bytes value) {
    return finish(ByteBuffer.allocate(HEAD + value.size()).put(PLAIN).putLong(nonce), value);
  }

  /** Returns the value of an entry whose life begins with this put, although etcd sees another. */
  static ByteString born(long nonce, Bytes value) {
    return finish(ByteBuffer.allocate(HEAD + value.size()).put(BORN).putLong(nonce), value);
  }

  /** Returns the value of an entry that goes on with a life that etcd does not know. */
  static ByteString living(long nonce, Life life, Bytes value) {
    ByteBuffer buffer =
        ByteBuffer.allocate(LIVING_HEAD + value.size())
            .put(LIVING)
            .putLong(nonce)
            .putLong(life.begin())
            .putLong(life.versionsBefore());
    return finish(buffer, value);
  }

  private static ByteString finish(ByteBuffer buffer, Bytes value) {
    return UnsafeByteOperations.unsafeWrap(buffer.put(value.asByteBuffer()).flip());
  }

  /** Returns the nonce of the commit that put an entry. */
  static long nonce(io.etcd.jetcd.api.KeyValue stored) {
    return head(stored).getLong(1);
  }

  /** Returns an entry with its value. */
  static KeyValue read(Bytes key, io.etcd.jetcd.api.KeyValue stored) {
    ByteBuffer head = head(stored);
    return switch (head.get(0)) {
      case PLAIN -> entry(key, value(stored, HEAD), stored, Optional.empty());
      case BORN ->
          new KeyValue(
              key, value(stored, HEAD), stored.getModRevision(), stored.getModRevision(), 1);
      case LIVING -> {
        if (head.remaining() < LIVING_HEAD) {
          throw damaged(key);
        }
        Life life = new Life(head.getLong(HEAD), head.getLong(HEAD + Long.BYTES));
        yield entry(key, value(stored, LIVING_HEAD), stored, Optional.of(life));
      }
      default -> throw damaged(key);
    };
  }

  /** Returns an entry without its value, which was not read, by the record of its life. */
  static KeyValue withoutValue(Bytes key, io.etcd.jetcd.api.KeyValue stored, Optional<Life> life) {
    return entry(key, Bytes.empty(), stored, life);
  }

  private static KeyValue entry(
      Bytes key, Bytes value, io.etcd.jetcd.api.KeyValue stored, Optional<Life> life) {
    Optional<Life> current = life.filter(known -> known.isCurrent(stored));
    return new KeyValue(
        key,
        value,
        current.map(Life::begin).orElse(stored.getCreateRevision()),
        stored.getModRevision(),
        stored.getVersion() - current.map(Life::versionsBefore).orElse(0L));
  }

  private static ByteBuffer head(io.etcd.jetcd.api.KeyValue stored) {
    ByteBuffer head = stored.getValue().asReadOnlyByteBuffer();
    if (head.remaining() < HEAD) {
      throw damaged(EtcdKeys.unwrap(stored.getKey()));
    }
    return head;
  }

  private static Bytes value(io.etcd.jetcd.api.KeyValue stored, int from) {
    return EtcdKeys.unwrap(stored.getValue().substring(from));
  }

  private static StoreException damaged(Bytes key) {
    return new StoreException(
        ErrorReason.CORRUPT,
        "the value of key "
            + key
            + " was not written by a store; nothing else may write under the store's prefix");
  }
}
