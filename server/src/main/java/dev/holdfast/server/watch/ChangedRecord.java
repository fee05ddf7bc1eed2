package dev.holdfast.server.watch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.server.bundle.BundleView;
import dev.holdfast.server.entry.EntryView;
import dev.holdfast.server.federation.FederationRelationshipView;
import dev.holdfast.server.journal.CaJournalView;
import dev.holdfast.server.node.NodeSelectorsView;
import dev.holdfast.server.node.NodeView;
import dev.holdfast.server.output.RecordView;
import dev.holdfast.server.token.JoinTokenView;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * A record of any kind, with the view of its kind.
 *
 * @param view how it is shown
 * @param stored the record
 * @param <T> the kind of record
 */
record ChangedRecord<T extends IdentityRecord>(RecordView<T> view, Stored<T> stored) {

  static ChangedRecord<?> of(Stored<?> stored) {
    IdentityRecord value = stored.value();
    if (value instanceof Bundle bundle) {
      return new ChangedRecord<>(new BundleView(), typed(bundle, stored));
    }
    if (value instanceof RegistrationEntry entry) {
      return new ChangedRecord<>(new EntryView(), typed(entry, stored));
    }
    if (value instanceof AttestedNode node) {
      return new ChangedRecord<>(new NodeView(NodeDetail.NODE_ONLY), typed(node, stored));
    }
    if (value instanceof NodeSelectorSet set) {
      return new ChangedRecord<>(new NodeSelectorsView(), typed(set, stored));
    }
    if (value instanceof JoinToken token) {
      return new ChangedRecord<>(new JoinTokenView(), typed(token, stored));
    }
    if (value instanceof FederationRelationship relationship) {
      return new ChangedRecord<>(new FederationRelationshipView(), typed(relationship, stored));
    }
    return new ChangedRecord<>(new CaJournalView(), typed((CaJournal) value, stored));
  }

  private static <T extends IdentityRecord> Stored<T> typed(T value, Stored<?> stored) {
    return new Stored<>(
        value,
        stored.historyId(),
        stored.createRevision(),
        stored.modRevision(),
        stored.revisionNumber(),
        stored.createdAt());
  }

  void write(JsonGenerator json) throws IOException {
    view.write(stored, json);
  }

  /** Returns the record on one line. */
  String line() {
    return view.columns().stream()
        .map(column -> column.textOf(stored))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("  "));
  }
}
