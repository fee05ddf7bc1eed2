package dev.holdfast.datastore.cache.internal.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.proto.datastore.v1.FormatRecord;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.Transaction;
import java.security.SecureRandom;

/**
 * The format that a store is laid out in, which is one that this version knows.
 *
 * @param tokenKey authenticates page tokens
 * @param modRevision the revision at which the format record was last written
 */
public record Format(Bytes tokenKey, long modRevision) {

  private static final int TOKEN_KEY_BYTES = 32;

  /**
   * Reads the format record.
   *
   * @param stored the record
   * @throws DataStoreException {@code FAILED_PRECONDITION} if this version does not know the format
   */
  public static Format read(KeyValue stored) {
    try {
      FormatRecord record = FormatRecord.parseFrom(stored.value().asByteBuffer());
      if (record.getVersion() != Layout.VERSION) {
        throw new DataStoreException(
            Reason.FORMAT_UNKNOWN,
            "the store is laid out in format "
                + record.getVersion()
                + ", and this version knows format "
                + Layout.VERSION
                + " only; "
                + (record.getVersion() > Layout.VERSION
                    ? "use a newer version of Holdfast"
                    : "the record is damaged"));
      }
      return new Format(Bytes.wrap(record.getTokenKey().toByteArray()), stored.modRevision());
    } catch (InvalidProtocolBufferException e) {
      throw new DataStoreException(
          Reason.FORMAT_UNKNOWN, "the store's format record cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Refuses a store into which a dump is being loaded.
   *
   * @param transaction reads the store
   * @throws DataStoreException {@code FAILED_PRECONDITION} if it is such a store
   */
  public static void requireNoLoad(Transaction transaction) {
    if (transaction.get(Layout.LOAD_KEY).isPresent()) {
      throw new DataStoreException(
          Reason.FORMAT_UNKNOWN,
          "a dump is being loaded into the store, or its load was broken off; repeat the load");
    }
  }

  /** Returns the value of a new format record. */
  public static Bytes fresh() {
    byte[] key = new byte[TOKEN_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Bytes.wrap(
        FormatRecord.newBuilder()
            .setVersion(Layout.VERSION)
            .setTokenKey(ByteString.copyFrom(key))
            .build()
            .toByteArray());
  }

  /** Returns the condition that the store is still laid out in this format. */
  public Check check() {
    return new Check(Layout.FORMAT_KEY, Precondition.modRevision(modRevision));
  }
}
