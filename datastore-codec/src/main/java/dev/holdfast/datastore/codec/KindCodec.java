package dev.holdfast.datastore.codec;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.RecordKind;

/** The kinds of records to and from their messages. */
public final class KindCodec {

  private KindCodec() {}

  /**
   * Returns the message of a kind.
   *
   * @param kind the kind
   */
  public static dev.holdfast.proto.datastore.v1.RecordKind encode(RecordKind kind) {
    return switch (kind) {
      case BUNDLE -> dev.holdfast.proto.datastore.v1.RecordKind.BUNDLE;
      case REGISTRATION_ENTRY -> dev.holdfast.proto.datastore.v1.RecordKind.REGISTRATION_ENTRY;
      case ATTESTED_NODE -> dev.holdfast.proto.datastore.v1.RecordKind.ATTESTED_NODE;
      case NODE_SELECTORS -> dev.holdfast.proto.datastore.v1.RecordKind.NODE_SELECTORS;
      case JOIN_TOKEN -> dev.holdfast.proto.datastore.v1.RecordKind.JOIN_TOKEN;
      case FEDERATION_RELATIONSHIP ->
          dev.holdfast.proto.datastore.v1.RecordKind.FEDERATION_RELATIONSHIP;
      case CA_JOURNAL -> dev.holdfast.proto.datastore.v1.RecordKind.CA_JOURNAL;
    };
  }

  /**
   * Returns the kind of a message.
   *
   * @param kind the message
   */
  public static RecordKind decode(dev.holdfast.proto.datastore.v1.RecordKind kind) {
    return switch (kind) {
      case BUNDLE -> RecordKind.BUNDLE;
      case REGISTRATION_ENTRY -> RecordKind.REGISTRATION_ENTRY;
      case ATTESTED_NODE -> RecordKind.ATTESTED_NODE;
      case NODE_SELECTORS -> RecordKind.NODE_SELECTORS;
      case JOIN_TOKEN -> RecordKind.JOIN_TOKEN;
      case FEDERATION_RELATIONSHIP -> RecordKind.FEDERATION_RELATIONSHIP;
      case CA_JOURNAL -> RecordKind.CA_JOURNAL;
      case RECORD_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw new DataStoreException(
              DataStoreException.Reason.INVALID,
              "the kind of record is " + kind + ", which this version does not know");
    };
  }
}
