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
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.state.Messages;
import dev.holdfast.datastore.cache.internal.state.NodeRow;
import dev.holdfast.datastore.cache.internal.state.NodeSelectorsRow;
import dev.holdfast.datastore.cache.internal.state.PlainRow;
import dev.holdfast.datastore.cache.internal.state.RecordRow;
import dev.holdfast.datastore.cache.internal.state.Row;
import dev.holdfast.datastore.cache.internal.state.State;
import dev.holdfast.datastore.codec.StoredCodec;
import java.util.List;
import java.util.Optional;

/**
 * Returns the records of rows: those that rows keep, and others decoded, of which it remembers what
 * it decoded last. Thread-safe.
 *
 * <p>A row belongs to one history, so that what is decoded of it never changes.
 */
public final class Records {

  private static final long MEMO_BYTES = 8 << 20;
  private static final int DECODED_TO_ENCODED = 4;

  private final Cache<PlainRow, Stored<?>> memo =
      Caffeine.newBuilder()
          .maximumWeight(MEMO_BYTES)
          .weigher((PlainRow row, Stored<?> record) -> DECODED_TO_ENCODED * row.value().size() + 64)
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
   * Returns a node.
   *
   * @param row its row
   * @param state the state that the row belongs to
   * @param detail what is told of the node
   */
  public Stored<AttestedNode> node(NodeRow row, State state, NodeDetail detail) {
    Stored<AttestedNode> node = row.stored();
    if (detail == NodeDetail.NODE_ONLY) {
      return node;
    }
    NodeSelectorsRow set = state.nodes().selectorRows().named(row.key());
    List<Selector> selectors = set == null ? List.of() : set.stored().value().selectors();
    return node.with(node.value().toBuilder().selectors(Optional.of(selectors)).build());
  }

  /**
   * Returns the record of a row.
   *
   * @param row the row
   * @param historyId the history of the row
   */
  public Stored<? extends IdentityRecord> record(Row row, String historyId) {
    return row instanceof RecordRow<?> known ? known.stored() : remembered(row, historyId);
  }

  private Stored<? extends IdentityRecord> remembered(Row row, String historyId) {
    return (Stored<? extends IdentityRecord>)
        memo.get((PlainRow) row, absent -> decode(absent, historyId));
  }

  private static Stored<?> decode(PlainRow row, String historyId) {
    try {
      Messages.Message message = Messages.parse(row.kind(), row.value());
      return StoredCodec.decode(
          message.value(),
          historyId,
          message.metadata().toBuilder()
              .setCreateRevision(row.createRevision())
              .setModRevision(row.modRevision())
              .build());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a value that was readable is not any more", e);
    }
  }
}
