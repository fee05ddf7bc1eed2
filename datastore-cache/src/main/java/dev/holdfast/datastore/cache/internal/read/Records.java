package dev.holdfast.datastore.cache.internal.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.NodeRow;
import dev.holdfast.datastore.cache.internal.state.NodeSelectorsRow;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.StoredCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.proto.datastore.v1.NodeSelectors;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Decodes rows when they are asked for, and remembers what it decoded last. Thread-safe.
 *
 * <p>A row belongs to one history, so that what is decoded of it never changes.
 */
public final class Records {

  private static final long MEMO_BYTES = 32 << 20;
  private static final int DECODED_TO_ENCODED = 4;

  private final Cache<Row, Stored<?>> memo =
      Caffeine.newBuilder()
          .maximumWeight(MEMO_BYTES)
          .weigher((Row row, Stored<?> record) -> DECODED_TO_ENCODED * row.value().size() + 64)
          .build();

  /** Makes a reader that remembers nothing yet. */
  public Records() {}

  /**
   * Returns a bundle.
   *
   * @param row its row
   * @param historyId the history of the row
   */
  @SuppressWarnings("unchecked") // the memo holds a bundle for a bundle's row
  public Stored<Bundle> bundle(Row row, String historyId) {
    return (Stored<Bundle>) remembered(row, historyId);
  }

  /**
   * Returns a join token.
   *
   * @param row its row
   * @param historyId the history of the row
   */
  @SuppressWarnings("unchecked") // the memo holds a token for a token's row
  public Stored<JoinToken> joinToken(Row row, String historyId) {
    return (Stored<JoinToken>) remembered(row, historyId);
  }

  /**
   * Returns a CA journal.
   *
   * @param row its row
   * @param historyId the history of the row
   */
  @SuppressWarnings("unchecked") // the memo holds a journal for a journal's row
  public Stored<CaJournal> caJournal(Row row, String historyId) {
    return (Stored<CaJournal>) remembered(row, historyId);
  }

  /**
   * Returns a federation relationship with the trust domain's bundle.
   *
   * @param row its row
   * @param state the state that the row belongs to
   */
  @SuppressWarnings("unchecked") // the memo holds a relationship for a relationship's row
  public Stored<FederationRelationship> relationship(Row row, State state) {
    String historyId = state.floor().historyId();
    Stored<FederationRelationship> bare =
        (Stored<FederationRelationship>) remembered(row, historyId);
    Optional<Bundle> bundle =
        state.find(RecordKind.BUNDLE, bare.value().key()).map(it -> bundle(it, historyId).value());
    return bare.with(bare.value().withBundle(bundle));
  }

  /**
   * Returns an entry.
   *
   * @param row its row
   * @param historyId the history of the row
   */
  @SuppressWarnings("unchecked") // the memo holds an entry for an entry's row
  public Stored<RegistrationEntry> entry(EntryRow row, String historyId) {
    return (Stored<RegistrationEntry>) remembered(row, historyId);
  }

  /**
   * Returns an entry of a listing of all, which is not remembered: it would push out what is asked
   * for again.
   *
   * @param row its row
   * @param historyId the history of the row
   */
  @SuppressWarnings("unchecked") // the memo holds an entry for an entry's row
  public Stored<RegistrationEntry> passingEntry(EntryRow row, String historyId) {
    Stored<?> known = memo.getIfPresent(row);
    return (Stored<RegistrationEntry>) (known == null ? decode(row, historyId) : known);
  }

  /**
   * Returns a node.
   *
   * @param row its row
   * @param state the state that the row belongs to
   * @param detail what is told of the node
   */
  @SuppressWarnings("unchecked") // the memo holds a node for a node's row
  public Stored<AttestedNode> node(NodeRow row, State state, NodeDetail detail) {
    String historyId = state.floor().historyId();
    Stored<AttestedNode> node = (Stored<AttestedNode>) remembered(row, historyId);
    if (detail == NodeDetail.NODE_ONLY) {
      return node;
    }
    List<Selector> selectors =
        state
            .find(RecordKind.NODE_SELECTORS, node.value().key())
            .map(found -> nodeSelectors((NodeSelectorsRow) found, historyId).value().selectors())
            .orElse(List.of());
    return node.with(node.value().toBuilder().selectors(Optional.of(selectors)).build());
  }

  /**
   * Returns a set of node selectors.
   *
   * @param row its row
   * @param historyId the history of the row
   */
  @SuppressWarnings("unchecked") // the memo holds a set for a set's row
  public Stored<NodeSelectorSet> nodeSelectors(NodeSelectorsRow row, String historyId) {
    return (Stored<NodeSelectorSet>) remembered(row, historyId);
  }

  /**
   * Returns the record of a row.
   *
   * @param row the row
   * @param historyId the history of the row
   */
  public Stored<? extends IdentityRecord> record(Row row, String historyId) {
    return remembered(row, historyId);
  }

  private Stored<?> remembered(Row row, String historyId) {
    return memo.get(row, absent -> decode(absent, historyId));
  }

  private static Stored<?> decode(Row row, String historyId) {
    try {
      ByteBuffer value = row.value().asByteBuffer();
      return switch (row.kind()) {
        case BUNDLE -> {
          var message = dev.holdfast.proto.datastore.v1.Bundle.parseFrom(value);
          yield stored(BundleCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case REGISTRATION_ENTRY -> {
          var message = dev.holdfast.proto.datastore.v1.RegistrationEntry.parseFrom(value);
          yield stored(EntryCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case ATTESTED_NODE -> {
          var message = dev.holdfast.proto.datastore.v1.AttestedNode.parseFrom(value);
          yield stored(NodeCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case NODE_SELECTORS -> {
          var message = NodeSelectors.parseFrom(value);
          yield stored(NodeSelectorsCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case JOIN_TOKEN -> {
          var message = dev.holdfast.proto.datastore.v1.JoinToken.parseFrom(value);
          yield stored(JoinTokenCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case FEDERATION_RELATIONSHIP -> {
          var message = dev.holdfast.proto.datastore.v1.FederationRelationship.parseFrom(value);
          yield stored(
              FederationRelationshipCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case CA_JOURNAL -> {
          var message = dev.holdfast.proto.datastore.v1.CaJournal.parseFrom(value);
          yield stored(CaJournalCodec.decode(message), message.getMetadata(), row, historyId);
        }
      };
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a value that was readable is not any more", e);
    }
  }

  private static <T extends IdentityRecord> Stored<T> stored(
      T value, Metadata metadata, Row row, String historyId) {
    return StoredCodec.decode(
        value,
        historyId,
        metadata.toBuilder()
            .setCreateRevision(row.createRevision())
            .setModRevision(row.modRevision())
            .build());
  }
}
