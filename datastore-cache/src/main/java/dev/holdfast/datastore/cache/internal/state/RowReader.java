package dev.holdfast.datastore.cache.internal.state;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.Stored;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.StoredCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;

/**
 * Makes rows of stored values, which it decodes. Two threads may read, parted as {@link
 * StateReload} tells.
 */
final class RowReader {

  private final EntryTable.Editor entries;
  private final NodeTable.Editor nodes;
  private final EntryReader entryReader;
  private final NodeReader nodeReader;
  private final String historyId;

  /**
   * Makes a reader.
   *
   * @param entries numbers what entries share
   * @param nodes numbers what nodes share
   * @param historyId the history of the values
   */
  RowReader(EntryTable.Editor entries, NodeTable.Editor nodes, String historyId) {
    this.entries = entries;
    this.nodes = nodes;
    this.historyId = historyId;
    this.entryReader = new EntryReader(entries, new SharedTimes(), historyId);
    this.nodeReader = new NodeReader(nodes, new SharedTimes(), historyId);
  }

  /**
   * Reads a stored value.
   *
   * @throws UnreadableException if it cannot be decoded, or belongs to another key
   */
  Row read(RecordKind kind, KeyValue stored) throws UnreadableException {
    try {
      return switch (kind) {
        case BUNDLE, JOIN_TOKEN, FEDERATION_RELATIONSHIP, CA_JOURNAL -> plain(kind, stored);
        case REGISTRATION_ENTRY -> entryReader.read(stored);
        case ATTESTED_NODE -> nodeReader.node(stored);
        case NODE_SELECTORS -> nodeReader.selectors(stored);
      };
    } catch (Cursor.OtherSpellingException | DataStoreException e) {
      // Whether it is broken or only spelled otherwise, the general way tells.
      return spelledOtherwise(kind, stored);
    }
  }

  private Row spelledOtherwise(RecordKind kind, KeyValue stored) throws UnreadableException {
    Messages.Message message = message(kind, stored);
    return switch (kind) {
      case REGISTRATION_ENTRY -> entries.row(origin(message, stored));
      case ATTESTED_NODE -> nodes.row(origin(message, stored));
      default -> nodes.selectorsRow(origin(message, stored));
    };
  }

  @SuppressWarnings("unchecked") // the message's kind is that of the record
  private <T extends IdentityRecord> RecordRow.Origin<T> origin(
      Messages.Message message, KeyValue stored) {
    int position = message.metadata().getPosition();
    Stored<T> record =
        StoredCodec.decode(
            (T) message.value(),
            historyId,
            message.metadata().toBuilder()
                .setCreateRevision(stored.createRevision())
                .setModRevision(stored.modRevision())
                .build());
    Bytes value = stored.value();
    return new RecordRow.Origin<>(
        record,
        position,
        Hash.of(value),
        RecordRow.encode(record, position).equals(value) ? null : value);
  }

  /**
   * Reads a stored value for one who looks for nothing but what it says.
   *
   * @throws UnreadableException if it cannot be decoded, or belongs to another key
   */
  static PlainRow plain(RecordKind kind, KeyValue stored) throws UnreadableException {
    Messages.Message message = message(kind, stored);
    return new PlainRow(kind, message.value().key(), stored, message.metadata().getPosition());
  }

  /**
   * Decodes a stored value.
   *
   * @throws UnreadableException if it cannot be decoded, or belongs to another key
   */
  private static Messages.Message message(RecordKind kind, KeyValue stored)
      throws UnreadableException {
    try {
      Messages.Message message = Messages.parse(kind, stored.value());
      Bytes key = Layout.key(kind, message.value().key());
      if (!key.equals(stored.key())) {
        throw new UnreadableException("its value belongs to " + key, null);
      }
      var unused = Times.decode(message.metadata().getCreatedAt());
      return message;
    } catch (InvalidProtocolBufferException | DataStoreException e) {
      throw new UnreadableException(String.valueOf(e.getMessage()), e);
    }
  }
}
