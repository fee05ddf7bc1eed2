package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.Change.Operation;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.KindCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.StoredCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import java.util.Optional;

/** Changes to and from their messages. */
final class ChangeMessages {

  private ChangeMessages() {}

  static dev.holdfast.proto.datastore.v1.Change encode(Change change) {
    dev.holdfast.proto.datastore.v1.Change.Builder message =
        dev.holdfast.proto.datastore.v1.Change.newBuilder()
            .setKind(KindCodec.encode(change.kind()))
            .setOperation(
                switch (change.operation()) {
                  case CREATED -> dev.holdfast.proto.datastore.v1.Change.Operation.CREATED;
                  case UPDATED -> dev.holdfast.proto.datastore.v1.Change.Operation.UPDATED;
                  case DELETED -> dev.holdfast.proto.datastore.v1.Change.Operation.DELETED;
                })
            .setKey(change.key());
    change.record().ifPresent(record -> set(record, message));
    return message.build();
  }

  private static void set(
      Stored<? extends IdentityRecord> record,
      dev.holdfast.proto.datastore.v1.Change.Builder message) {
    Metadata metadata = StoredCodec.encode(record);
    IdentityRecord value = record.value();
    if (value instanceof Bundle bundle) {
      message.setBundle(BundleCodec.encode(bundle).toBuilder().setMetadata(metadata));
    } else if (value instanceof RegistrationEntry entry) {
      message.setEntry(EntryCodec.encode(entry).toBuilder().setMetadata(metadata));
    } else if (value instanceof AttestedNode node) {
      message.setNode(NodeCodec.encode(node).toBuilder().setMetadata(metadata));
    } else if (value instanceof NodeSelectorSet set) {
      message.setNodeSelectors(NodeSelectorsCodec.encode(set).toBuilder().setMetadata(metadata));
    } else if (value instanceof JoinToken token) {
      message.setJoinToken(JoinTokenCodec.encode(token).toBuilder().setMetadata(metadata));
    } else if (value instanceof FederationRelationship relationship) {
      message.setFederationRelationship(
          FederationRelationshipCodec.encode(relationship).toBuilder().setMetadata(metadata));
    } else if (value instanceof CaJournal journal) {
      message.setCaJournal(CaJournalCodec.encode(journal).toBuilder().setMetadata(metadata));
    }
  }

  static Change decode(dev.holdfast.proto.datastore.v1.Change message, String historyId) {
    return new Change(
        KindCodec.decode(message.getKind()),
        switch (message.getOperation()) {
          case CREATED -> Operation.CREATED;
          case UPDATED -> Operation.UPDATED;
          case DELETED -> Operation.DELETED;
          case OPERATION_UNSPECIFIED, UNRECOGNIZED ->
              throw new DataStoreException(
                  Reason.INTERNAL, "the server tells the operation " + message.getOperation());
        },
        message.getKey(),
        record(message, historyId));
  }

  private static Optional<Stored<? extends IdentityRecord>> record(
      dev.holdfast.proto.datastore.v1.Change message, String historyId) {
    return switch (message.getRecordCase()) {
      case BUNDLE -> Optional.of(Wire.bundle(message.getBundle(), historyId));
      case ENTRY -> Optional.of(Wire.entry(message.getEntry(), historyId));
      case NODE -> Optional.of(Wire.node(message.getNode(), historyId));
      case NODE_SELECTORS -> Optional.of(Wire.nodeSelectors(message.getNodeSelectors(), historyId));
      case JOIN_TOKEN -> Optional.of(Wire.joinToken(message.getJoinToken(), historyId));
      case FEDERATION_RELATIONSHIP ->
          Optional.of(Wire.relationship(message.getFederationRelationship(), historyId));
      case CA_JOURNAL -> Optional.of(Wire.caJournal(message.getCaJournal(), historyId));
      case RECORD_NOT_SET -> Optional.empty();
    };
  }
}
