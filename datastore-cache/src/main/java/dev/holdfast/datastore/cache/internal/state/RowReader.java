package dev.holdfast.datastore.cache.internal.state;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.proto.datastore.v1.AttestedNode;
import dev.holdfast.proto.datastore.v1.Bundle;
import dev.holdfast.proto.datastore.v1.CaJournal;
import dev.holdfast.proto.datastore.v1.FederationRelationship;
import dev.holdfast.proto.datastore.v1.JoinToken;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.proto.datastore.v1.NodeSelectors;
import dev.holdfast.proto.datastore.v1.RegistrationEntry;
import dev.holdfast.store.KeyValue;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** Makes rows of stored values, which it decodes once, so that they are known to be readable. */
final class RowReader {

  private final EntryTable.Editor entries;
  private final NodeTable.Editor nodes;

  RowReader(EntryTable.Editor entries, NodeTable.Editor nodes) {
    this.entries = entries;
    this.nodes = nodes;
  }

  /**
   * Reads a stored value.
   *
   * @throws UnreadableException if it cannot be decoded, or belongs to another key
   */
  Row read(RecordKind kind, KeyValue stored) throws UnreadableException {
    try {
      Row row =
          switch (kind) {
            case BUNDLE, JOIN_TOKEN, FEDERATION_RELATIONSHIP, CA_JOURNAL -> plain(kind, stored);
            case REGISTRATION_ENTRY -> entry(stored);
            case ATTESTED_NODE -> node(stored);
            case NODE_SELECTORS -> nodeSelectors(stored);
          };
      return requireKey(row, stored);
    } catch (InvalidProtocolBufferException | DataStoreException e) {
      throw new UnreadableException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads a stored value for one who looks for nothing but what it says.
   *
   * @throws UnreadableException if it cannot be decoded, or belongs to another key
   */
  static PlainRow plain(RecordKind kind, KeyValue stored) throws UnreadableException {
    try {
      Metadata metadata = metadata(kind, stored.value().asByteBuffer());
      return requireKey(new PlainRow(kind, origin(stored, metadata)), stored);
    } catch (InvalidProtocolBufferException | DataStoreException e) {
      throw new UnreadableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static <R extends Row> R requireKey(R row, KeyValue stored) throws UnreadableException {
    if (!row.hasKey(stored.key())) {
      throw new UnreadableException("its value belongs to " + row.key(), null);
    }
    return row;
  }

  private static Metadata metadata(RecordKind kind, ByteBuffer value)
      throws InvalidProtocolBufferException {
    return switch (kind) {
      case BUNDLE -> {
        Bundle message = Bundle.parseFrom(value);
        BundleCodec.decode(message);
        yield message.getMetadata();
      }
      case JOIN_TOKEN -> {
        JoinToken message = JoinToken.parseFrom(value);
        JoinTokenCodec.decode(message);
        yield message.getMetadata();
      }
      case FEDERATION_RELATIONSHIP -> {
        FederationRelationship message = FederationRelationship.parseFrom(value);
        FederationRelationshipCodec.decode(message);
        yield message.getMetadata();
      }
      case CA_JOURNAL -> {
        CaJournal message = CaJournal.parseFrom(value);
        CaJournalCodec.decode(message);
        yield message.getMetadata();
      }
      case REGISTRATION_ENTRY -> {
        RegistrationEntry message = RegistrationEntry.parseFrom(value);
        EntryCodec.decode(message);
        yield message.getMetadata();
      }
      case ATTESTED_NODE -> {
        AttestedNode message = AttestedNode.parseFrom(value);
        NodeCodec.decode(message);
        yield message.getMetadata();
      }
      case NODE_SELECTORS -> {
        NodeSelectors message = NodeSelectors.parseFrom(value);
        NodeSelectorsCodec.decode(message);
        yield message.getMetadata();
      }
    };
  }

  private EntryRow entry(KeyValue stored) throws InvalidProtocolBufferException {
    RegistrationEntry message = RegistrationEntry.parseFrom(stored.value().asByteBuffer());
    return new EntryRow(
        origin(stored, message.getMetadata()), entries.fields(EntryCodec.decode(message)));
  }

  private NodeRow node(KeyValue stored) throws InvalidProtocolBufferException {
    AttestedNode message = AttestedNode.parseFrom(stored.value().asByteBuffer());
    return nodes.row(origin(stored, message.getMetadata()), NodeCodec.decode(message));
  }

  private static NodeSelectorsRow nodeSelectors(KeyValue stored)
      throws InvalidProtocolBufferException {
    NodeSelectors message = NodeSelectors.parseFrom(stored.value().asByteBuffer());
    NodeSelectorsCodec.decode(message);
    return new NodeSelectorsRow(origin(stored, message.getMetadata()));
  }

  private static Row.Origin origin(KeyValue stored, Metadata metadata) {
    return new Row.Origin(
        stored.value(), stored.createRevision(), stored.modRevision(), metadata.getPosition());
  }

  /** Returns the selectors of a row that was read before. */
  static Set<Selector> selectors(NodeSelectorsRow row) {
    try {
      NodeSelectors message = NodeSelectors.parseFrom(row.value().asByteBuffer());
      Set<Selector> selectors = new HashSet<>();
      for (Selector selector : NodeSelectorsCodec.decode(message).selectors()) {
        selectors.add(new Selector(selector.type().intern(), selector.value()));
      }
      return selectors;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a value that was readable is not any more", e);
    }
  }
}
