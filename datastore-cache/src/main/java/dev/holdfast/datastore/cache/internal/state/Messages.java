package dev.holdfast.datastore.cache.internal.state;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import java.nio.ByteBuffer;

/** Stored messages to and from records. */
public final class Messages {

  private Messages() {}

  /**
   * A stored message.
   *
   * @param value the record
   * @param metadata what is noted of it
   */
  public record Message(IdentityRecord value, Metadata metadata) {}

  /**
   * Returns the record of a stored value.
   *
   * @param kind its kind
   * @param stored the value
   * @throws InvalidProtocolBufferException if it is broken
   * @throws dev.holdfast.datastore.DataStoreException if it holds what no record may hold
   */
  public static Message parse(RecordKind kind, Bytes stored) throws InvalidProtocolBufferException {
    ByteBuffer value = stored.asByteBuffer();
    return switch (kind) {
      case BUNDLE -> {
        var message = dev.holdfast.proto.datastore.v1.Bundle.parseFrom(value);
        yield new Message(BundleCodec.decode(message), message.getMetadata());
      }
      case REGISTRATION_ENTRY -> {
        var message = dev.holdfast.proto.datastore.v1.RegistrationEntry.parseFrom(value);
        yield new Message(EntryCodec.decode(message), message.getMetadata());
      }
      case ATTESTED_NODE -> {
        var message = dev.holdfast.proto.datastore.v1.AttestedNode.parseFrom(value);
        yield new Message(NodeCodec.decode(message), message.getMetadata());
      }
      case NODE_SELECTORS -> {
        var message = dev.holdfast.proto.datastore.v1.NodeSelectors.parseFrom(value);
        yield new Message(NodeSelectorsCodec.decode(message), message.getMetadata());
      }
      case JOIN_TOKEN -> {
        var message = dev.holdfast.proto.datastore.v1.JoinToken.parseFrom(value);
        yield new Message(JoinTokenCodec.decode(message), message.getMetadata());
      }
      case FEDERATION_RELATIONSHIP -> {
        var message = dev.holdfast.proto.datastore.v1.FederationRelationship.parseFrom(value);
        yield new Message(FederationRelationshipCodec.decode(message), message.getMetadata());
      }
      case CA_JOURNAL -> {
        var message = dev.holdfast.proto.datastore.v1.CaJournal.parseFrom(value);
        yield new Message(CaJournalCodec.decode(message), message.getMetadata());
      }
    };
  }

  /** Returns the message in which this version stores a record that rows keep as it is told. */
  static MessageLite of(IdentityRecord value, Metadata metadata) {
    if (value instanceof RegistrationEntry entry) {
      return EntryCodec.encode(entry).toBuilder().setMetadata(metadata).build();
    }
    if (value instanceof AttestedNode node) {
      return NodeCodec.encode(node).toBuilder().setMetadata(metadata).build();
    }
    if (value instanceof NodeSelectorSet set) {
      return NodeSelectorsCodec.encode(set).toBuilder().setMetadata(metadata).build();
    }
    throw new IllegalArgumentException("no row keeps a " + value.kind() + " as it is told");
  }
}
