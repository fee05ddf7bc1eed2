package dev.holdfast.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;

/**
 * The life of a key that began while etcd saw no end of the one before: the key was deleted and put
 * in one commit, which etcd takes for an overwrite.
 *
 * @param begin the revision at which it began
 * @param versionsBefore etcd's version of the key just before
 */
record Life(long begin, long versionsBefore) {

  /** Reads the record of a life; the revision of its put is where the life begins. */
  static Life of(io.etcd.jetcd.api.KeyValue record) {
    return new Life(record.getModRevision(), record.getValue().asReadOnlyByteBuffer().getLong());
  }

  /** Returns the value of the record of a life that begins with the commit that puts it. */
  static ByteString record(long versionsBefore) {
    return UnsafeByteOperations.unsafeWrap(
        ByteBuffer.allocate(Long.BYTES).putLong(0, versionsBefore));
  }

  /** Returns whether the life is the one that etcd tells of, which began before it. */
  boolean isCurrent(io.etcd.jetcd.api.KeyValue entry) {
    return begin > entry.getCreateRevision() && begin <= entry.getModRevision();
  }
}
