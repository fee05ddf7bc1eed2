package dev.holdfast.datastore.cache.internal.state;

import static dev.holdfast.datastore.cache.internal.state.Cursor.delimited;
import static dev.holdfast.datastore.cache.internal.state.Cursor.number;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.cache.internal.state.Cursor.OtherSpellingException;
import dev.holdfast.store.KeyValue;
import java.util.Optional;

/**
 * Reads nodes and their selectors as this version spells them, and shares what is the same in
 * several. Not thread-safe.
 */
final class NodeReader {

  private static final int ID = delimited(1);
  private static final int ATTESTATION_TYPE = delimited(2);
  private static final int CERT_SERIAL_NUMBER = delimited(3);
  private static final int CERT_NOT_AFTER = delimited(4);
  private static final int NEW_CERT_SERIAL_NUMBER = delimited(5);
  private static final int NEW_CERT_NOT_AFTER = delimited(6);
  private static final int CAN_REATTEST = number(7);
  private static final int AGENT_VERSION = delimited(8);
  private static final int SELECTOR = delimited(2);
  private static final int SCHEME_LENGTH = "spiffe://".length();

  private final NodeTable.Editor editor;
  private final SharedTimes times;
  private final String historyId;
  private final Remembered<String> types = new Remembered<>();
  private final Remembered<String> versions = new Remembered<>();
  private final SelectorReader selectors;

  NodeReader(NodeTable.Editor editor, SharedTimes times, String historyId) {
    this.editor = editor;
    this.times = times;
    this.historyId = historyId;
    this.selectors = new SelectorReader(editor.selectors());
  }

  /**
   * Reads the stored value of a node.
   *
   * @throws OtherSpellingException if this version spells the node otherwise, or it is not one
   */
  NodeRow node(KeyValue stored) throws OtherSpellingException {
    Cursor in = new Cursor(stored.value().toByteArray());
    SpiffeId id = id(in, stored);
    String type = in.take(ATTESTATION_TYPE) ? type(in, in.textLength()) : "";
    AttestedNode node =
        new AttestedNode(
            id,
            type,
            in.take(CERT_SERIAL_NUMBER) ? Optional.of(in.text()) : Optional.empty(),
            in.take(CERT_NOT_AFTER) ? times.share(in.time()) : Optional.empty(),
            in.take(NEW_CERT_SERIAL_NUMBER) ? Optional.of(in.text()) : Optional.empty(),
            in.take(NEW_CERT_NOT_AFTER) ? times.share(in.time()) : Optional.empty(),
            in.flag(CAN_REATTEST),
            in.take(AGENT_VERSION) ? version(in, in.textLength()) : "",
            Optional.empty());
    Noted noted = Noted.read(in, times);
    in.requireEnd();
    return new NodeRow(noted.origin(node, stored, historyId));
  }

  /**
   * Reads the stored value of a node's selectors.
   *
   * @throws OtherSpellingException if this version spells them otherwise, or they are none
   */
  NodeSelectorsRow selectors(KeyValue stored) throws OtherSpellingException {
    Cursor in = new Cursor(stored.value().toByteArray());
    SpiffeId id = id(in, stored);
    Word<Members<Selector>> set = selectors.read(in, SELECTOR);
    NodeSelectorSet record = new NodeSelectorSet(id, selectors.last());
    Noted noted = Noted.read(in, times);
    in.requireEnd();
    return new NodeSelectorsRow(noted.origin(record, stored, historyId), set);
  }

  private SpiffeId id(Cursor in, KeyValue stored) throws OtherSpellingException {
    in.require(ID);
    int length = in.textLength();
    in.requireName(length, SCHEME_LENGTH, stored.key(), Layout.NAME_OFFSET);
    return editor.id(SpiffeId.parse(in.text(length)));
  }

  private String type(Cursor in, int length) throws OtherSpellingException {
    return types.next(in, length, () -> editor.type(in.text(length)));
  }

  private String version(Cursor in, int length) throws OtherSpellingException {
    return versions.next(in, length, () -> in.text(length));
  }
}
