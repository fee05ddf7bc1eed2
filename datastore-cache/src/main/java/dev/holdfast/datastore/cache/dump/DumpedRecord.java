package dev.holdfast.datastore.cache.dump;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.proto.datastore.v1.RegistrationEntry;
import dev.holdfast.proto.datastore.v1.SimilarityRecord;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Mutation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stored record, whatever its kind: its metadata and the index keys that follow from it.
 *
 * @param kind the kind
 * @param key its key
 * @param fields everything that its message holds, fields of a later version included
 * @param metadata what is noted of it
 * @param entry the entry, if it is one
 */
record DumpedRecord(
    RecordKind kind,
    Bytes key,
    UnknownFieldSet fields,
    Metadata metadata,
    Optional<dev.holdfast.datastore.RegistrationEntry> entry) {

  static DumpedRecord of(RecordKind kind, Bytes key, Bytes value)
      throws InvalidProtocolBufferException {
    byte[] bytes = value.toByteArray();
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes);
    Metadata.Builder metadata = Metadata.newBuilder();
    for (var part :
        fields.getField(RegistrationEntry.METADATA_FIELD_NUMBER).getLengthDelimitedList()) {
      metadata.mergeFrom(part);
    }
    return new DumpedRecord(
        kind,
        key,
        fields,
        metadata.build(),
        kind == RecordKind.REGISTRATION_ENTRY
            ? Optional.of(EntryCodec.decode(RegistrationEntry.parseFrom(bytes)))
            : Optional.empty());
  }

  /**
   * Returns what writes the record, with all index keys that follow from it.
   *
   * @param position where it stands among those that are loaded
   */
  List<Mutation> writes(int position) {
    List<Mutation> writes = new ArrayList<>();
    UnknownFieldSet moved =
        fields.toBuilder()
            .clearField(RegistrationEntry.METADATA_FIELD_NUMBER)
            .addField(
                RegistrationEntry.METADATA_FIELD_NUMBER,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(
                        metadata.toBuilder().setPosition(position).build().toByteString())
                    .build())
            .build();
    writes.add(Mutation.put(key, Bytes.wrap(moved.toByteArray())));
    entry.ifPresent(
        it -> {
          Bytes similarity =
              Bytes.wrap(SimilarityRecord.newBuilder().setEntryId(it.id()).build().toByteArray());
          writes.add(Mutation.put(Layout.similarityKey(it), similarity));
          for (TrustDomain domain : it.federatesWith()) {
            writes.add(Mutation.put(Layout.federationKey(domain, it.id()), Bytes.empty()));
          }
        });
    return writes;
  }
}
