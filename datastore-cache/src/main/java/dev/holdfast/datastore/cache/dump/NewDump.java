package dev.holdfast.datastore.cache.dump;

import com.google.protobuf.MessageLite;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.JoinToken;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.CaJournalCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.datastore.codec.FederationRelationshipCodec;
import dev.holdfast.datastore.codec.JoinTokenCodec;
import dev.holdfast.datastore.codec.NodeCodec;
import dev.holdfast.datastore.codec.NodeSelectorsCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/**
 * A dump of records that no store has held, written record by record; none is kept. Not
 * thread-safe.
 *
 * <p>Whoever writes it sees to what the rules of a DataStore ask: that no two entries are alike,
 * and that the bundles that entries federate with are there.
 */
public final class NewDump {

  private final DumpOutput output;
  private final Metadata metadata;
  private Bytes last = Bytes.empty();

  private NewDump(DumpOutput output, Metadata metadata) {
    this.output = output;
    this.metadata = metadata;
  }

  /**
   * Begins a dump.
   *
   * @param out where to; stays open
   * @param floor the state that the records are said to show
   * @param createdAt when the dump, and every record of it, is said to have been made
   * @param source what the records come from, for people
   * @throws IOException if it cannot be written
   */
  public static NewDump begin(OutputStream out, Floor floor, Instant createdAt, String source)
      throws IOException {
    return new NewDump(
        DumpOutput.begin(out, floor, createdAt, source),
        Metadata.newBuilder().setCreatedAt(Times.encode(createdAt)).build());
  }

  /**
   * Adds a record.
   *
   * @param record the record; its key follows all of those before: bundles, entries, federation
   *     relationships, CA journals, nodes, node selectors, join tokens
   * @param created its place among the records of its kind in the order of their creation, from 1
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if its key does not follow the last one
   */
  public void add(IdentityRecord record, long created) throws IOException {
    Bytes key = Layout.key(record.kind(), record.key());
    if (key.compareTo(last) <= 0) {
      throw new IllegalArgumentException(
          "the record " + key + " is added behind " + last + "; add records in the order of keys");
    }
    last = key;
    output.record(record.kind(), key, Bytes.wrap(encode(record).toByteArray()), created);
  }

  /**
   * Ends the dump.
   *
   * @throws IOException if it cannot be written
   */
  public DumpSummary end() throws IOException {
    return output.end(List.of());
  }

  private MessageLite encode(IdentityRecord record) {
    return switch (record.kind()) {
      case BUNDLE -> BundleCodec.encode((Bundle) record).toBuilder().setMetadata(metadata).build();
      case REGISTRATION_ENTRY ->
          EntryCodec.encode((RegistrationEntry) record).toBuilder().setMetadata(metadata).build();
      case ATTESTED_NODE ->
          NodeCodec.encode((AttestedNode) record).toBuilder().setMetadata(metadata).build();
      case NODE_SELECTORS ->
          NodeSelectorsCodec.encode((NodeSelectorSet) record).toBuilder()
              .setMetadata(metadata)
              .build();
      case JOIN_TOKEN ->
          JoinTokenCodec.encode((JoinToken) record).toBuilder().setMetadata(metadata).build();
      case FEDERATION_RELATIONSHIP ->
          FederationRelationshipCodec.encode((FederationRelationship) record).toBuilder()
              .setMetadata(metadata)
              .build();
      case CA_JOURNAL ->
          CaJournalCodec.encode((CaJournal) record).toBuilder().setMetadata(metadata).build();
    };
  }
}
