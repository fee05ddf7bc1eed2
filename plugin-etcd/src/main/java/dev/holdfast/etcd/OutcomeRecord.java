package dev.holdfast.etcd;

import com.google.protobuf.ByteString;
import dev.holdfast.store.Bytes;
import java.nio.ByteBuffer;

/**
 * What is kept of a named commit, at the revision of the commit; or the mark that there must never
 * be one.
 *
 * @param state whether the commit was made
 * @param deleted how many keys its deletes found
 * @param hash the digest of its content
 */
record OutcomeRecord(State state, long deleted, Bytes hash) {

  /** The mark of a name that nothing was committed under, and nothing will be. */
  static final OutcomeRecord REFUSED = new OutcomeRecord(State.REFUSED, 0, Bytes.empty());

  /** What became of a commit. */
  enum State {
    /** It is not made, and never will be. */
    REFUSED,
    /** It is made. */
    WROTE
  }

  static OutcomeRecord wrote(long deleted, Bytes hash) {
    return new OutcomeRecord(State.WROTE, deleted, hash);
  }

  static OutcomeRecord read(ByteString stored) {
    ByteBuffer buffer = stored.asReadOnlyByteBuffer();
    State state = buffer.get() == 1 ? State.WROTE : State.REFUSED;
    long deleted = buffer.getLong();
    byte[] hash = new byte[buffer.remaining()];
    buffer.get(hash);
    return new OutcomeRecord(state, deleted, Bytes.wrap(hash));
  }

  ByteString stored() {
    ByteBuffer buffer =
        ByteBuffer.allocate(1 + Long.BYTES + hash.size())
            .put((byte) (state == State.WROTE ? 1 : 0))
            .putLong(deleted)
            .put(hash.asByteBuffer())
            .flip();
    return ByteString.copyFrom(buffer);
  }
}
