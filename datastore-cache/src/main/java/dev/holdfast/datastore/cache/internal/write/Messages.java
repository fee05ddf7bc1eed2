package dev.holdfast.datastore.cache.internal.write;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.StoredCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import java.time.Instant;

/** What writes of all kinds have in common: stored messages and what is noted in them. */
final class Messages {

  private Messages() {}

  /** Returns what is noted of a record that is created. */
  static Metadata created(Instant now, int position) {
    return Metadata.newBuilder().setCreatedAt(Times.encode(now)).setPosition(position).build();
  }

  /** Returns what is noted of a record that is updated. */
  static Metadata updated(Metadata before) {
    return before.toBuilder().setRevisionNumber(before.getRevisionNumber() + 1).build();
  }

  /** Returns a stored message in the form in which it is stored. */
  static Bytes encode(MessageLite message, String object, DataStoreLimits limits) {
    int size = message.getSerializedSize();
    if (size > limits.maxRecordBytes()) {
      throw new DataStoreException(
              Reason.TOO_LARGE,
              "it takes " + size + " bytes, over the limit of " + limits.maxRecordBytes())
          .of(object);
    }
    return Bytes.wrap(message.toByteArray());
  }

  /** Returns the message of a stored record. */
  static <M> M decode(Current record, Parser<M> parser) {
    try {
      return parser.parseFrom(record.value().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new DataStoreException(
          Reason.CORRUPT, "the value of " + record.key() + " cannot be read", e);
    }
  }

  /** Returns a record that was just written. */
  static <T extends IdentityRecord> Stored<T> written(
      T value, Metadata metadata, long createRevision, Floor floor) {
    return StoredCodec.decode(
        value,
        floor.historyId(),
        metadata.toBuilder()
            .setCreateRevision(createRevision)
            .setModRevision(floor.revision())
            .build());
  }

  /** Returns a record as it was before a write. */
  static <T extends IdentityRecord> Stored<T> before(
      T value, Metadata metadata, Current record, Floor floor) {
    return StoredCodec.decode(
        value,
        floor.historyId(),
        metadata.toBuilder()
            .setCreateRevision(record.createRevision())
            .setModRevision(record.modRevision())
            .build());
  }

  /** Refuses a record that is not as expected. */
  static void requireExpected(String object, Current record, Expectation expectation) {
    if (expectation instanceof Expectation.ModRevision expected
        && expected.revision() != record.modRevision()) {
      throw new DataStoreException(
              Reason.REVISION_MOVED,
              "it was last written at revision "
                  + record.modRevision()
                  + ", and revision "
                  + expected.revision()
                  + " was expected; read it again")
          .of(object);
    }
  }

  /** Returns the refusal of a record that does not exist. */
  static DataStoreException notFound(String object) {
    return new DataStoreException(Reason.NOT_FOUND, "there is none").of(object);
  }

  /** Returns the refusal of a record that exists. */
  static DataStoreException exists(String object, String why) {
    return new DataStoreException(Reason.ALREADY_EXISTS, why).of(object);
  }
}
