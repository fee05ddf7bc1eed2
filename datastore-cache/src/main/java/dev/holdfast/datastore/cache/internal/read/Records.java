package dev.holdfast.datastore.cache.internal.read;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.state.BundleRow;
import dev.holdfast.datastore.cache.internal.state.EntryRow;
import dev.holdfast.datastore.cache.internal.state.NodeRow;
import dev.holdfast.datastore.cache.internal.state.NodeSelectorsRow;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.StoredCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.proto.datastore.v1.NodeSelectors;
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
  public Stored<Bundle> bundle(BundleRow row, String historyId) {
    return (Stored<Bundle>) remembered(row, historyId);
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
    return new Stored<>(
        node.value().toBuilder().selectors(Optional.of(selectors)).build(),
        node.historyId(),
        node.createRevision(),
        node.modRevision(),
        node.revisionNumber(),
        node.createdAt());
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
      return switch (row.kind()) {
        case BUNDLE -> {
          var message =
              dev.holdfast.proto.datastore.v1.Bundle.parseFrom(row.value().asByteBuffer());
          yield stored(BundleCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case REGISTRATION_ENTRY -> {
          var message =
              dev.holdfast.proto.datastore.v1.RegistrationEntry.parseFrom(
                  row.value().asByteBuffer());
          yield stored(EntryCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case ATTESTED_NODE -> {
          var message =
              dev.holdfast.proto.datastore.v1.AttestedNode.parseFrom(row.value().asByteBuffer());
          yield stored(NodeCodec.decode(message), message.getMetadata(), row, historyId);
        }
        case NODE_SELECTORS -> {
          var message = NodeSelectors.parseFrom(row.value().asByteBuffer());
          yield stored(NodeSelectorsCodec.decode(message), message.getMetadata(), row, historyId);
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
