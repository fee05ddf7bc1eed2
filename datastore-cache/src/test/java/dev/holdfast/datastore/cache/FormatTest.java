package dev.holdfast.datastore.cache;

import static dev.holdfast.datastore.cache.Eventually.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleEndpointProfile;
import dev.holdfast.datastore.CaJournal;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.DataStoreStatus.State;
import dev.holdfast.datastore.DeleteMode;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.proto.datastore.v1.FormatRecord;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lies in the store: the format, values of other versions, values that cannot be read. */
class FormatTest {

  private static final TrustDomain OTHER = new TrustDomain("other.org");
  private static final UnknownFieldSet LATER =
      UnknownFieldSet.newBuilder()
          .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
          .build();

  private final FakeTime time = new FakeTime();
  private final Store store = MemoryStoreProvider.open();

  @AfterEach
  void close() {
    store.close();
  }

  private DataStore open() {
    return Servers.impatient(store, time, Duration.ofMillis(500));
  }

  private void writeFormat(int version) {
    store
        .blocking()
        .put(
            Layout.FORMAT_KEY,
            Bytes.wrap(FormatRecord.newBuilder().setVersion(version).build().toByteArray()));
  }

  private static final FederationRelationship RELATIONSHIP =
      new FederationRelationship(
          OTHER,
          URI.create("https://other.org/bundle"),
          BundleEndpointProfile.httpsWeb(),
          Optional.of(Bundle.builder(OTHER).build()));

  private static RegistrationEntry entry() {
    return RegistrationEntry.builder()
        .id("x")
        .spiffeId(SpiffeId.parse("spiffe://example.org/x"))
        .selectors(Selector.parse("unix:uid:1"))
        .federatesWith(Set.of(OTHER))
        .build();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertReason(
      Reason reason, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void open_writesTheFormatOnce() throws InvalidProtocolBufferException {
    open().close();
    KeyValue first = store.blocking().get(GetRequest.of(Layout.FORMAT_KEY)).entries().get(0);
    open().close();

    FormatRecord record = FormatRecord.parseFrom(first.value().asByteBuffer());
    assertThat(record.getVersion()).isEqualTo(1);
    assertThat(record.getTokenKey().size()).isEqualTo(32);
    assertThat(store.blocking().get(GetRequest.of(Layout.FORMAT_KEY)).entries())
        .containsExactly(first);
  }

  @Test
  void open_newerFormat() {
    writeFormat(2);

    assertReason(Reason.FORMAT_UNKNOWN, this::open)
        .hasMessageContaining("format 2")
        .hasMessageContaining("format 1")
        .hasMessageContaining("newer version");
    assertReason(Reason.FORMAT_UNKNOWN, () -> DataStores.on(store));
  }

  @Test
  void open_recordsWithoutFormat() {
    store.blocking().put(Layout.key(RecordKind.BUNDLE, "other.org"), Bytes.empty());

    assertReason(Reason.FORMAT_UNKNOWN, this::open)
        .hasMessageContaining("no record of their format");
  }

  @Test
  void serve_formatIsChangedMeanwhile() {
    try (DataStore dataStore = open()) {
      dataStore.bundles().create(Bundle.builder(OTHER).build());
      KeyValue format = store.blocking().get(GetRequest.of(Layout.FORMAT_KEY)).entries().get(0);
      writeFormat(2);

      waitUntil("it is noticed", () -> dataStore.status().state() == State.REFUSED);
      assertReason(Reason.FORMAT_UNKNOWN, () -> dataStore.bundles().count());
      assertReason(
          Reason.FORMAT_UNKNOWN, () -> dataStore.bundles().set(Bundle.builder(OTHER).build()));

      store.blocking().put(Layout.FORMAT_KEY, format.value());
      waitUntil("it is noticed", () -> dataStore.status().state() == State.CURRENT);
      assertThat(dataStore.bundles().count()).isEqualTo(1);
    }
  }

  @Test
  void write_neverIntoAnotherFormat() {
    FaultyStore faulty = new FaultyStore(store);
    try (DataStore dataStore = Servers.impatient(faulty, time, Duration.ofMillis(300))) {
      dataStore.bundles().create(Bundle.builder(OTHER).build());
      // The server does not see the change of format, and still must not write.
      faulty.refuseWatches(dev.holdfast.store.ErrorReason.NOT_APPLIED);
      writeFormat(2);

      assertThatThrownBy(() -> dataStore.bundles().set(Bundle.builder(OTHER).build()))
          .isInstanceOf(DataStoreException.class);
      assertThat(
              store
                  .blocking()
                  .get(GetRequest.of(Layout.key(RecordKind.BUNDLE, "other.org")))
                  .entries()
                  .get(0)
                  .version())
          .isEqualTo(1);
    }
  }

  @Test
  void open_storeWithoutWatches() {
    FaultyStore limited =
        new FaultyStore(store) {
          @Override
          public CompletableFuture<StoreInfo> info() {
            return store
                .info()
                .thenApply(
                    info ->
                        new StoreInfo(
                            info.name(),
                            info.version(),
                            info.contractVersions(),
                            info.state(),
                            EnumSet.of(Capability.TRANSACTIONS, Capability.PRECONDITIONS),
                            info.limits()));
          }
        };

    assertReason(Reason.UNIMPLEMENTED, () -> DataStores.on(limited))
        .hasMessageContaining("memory lacks WATCH");
  }

  @Test
  void open_byUrl() {
    try (DataStore dataStore = DataStores.open("memory:")) {
      dataStore.bundles().create(Bundle.builder(OTHER).build());
      assertThat(dataStore.bundles().count()).isEqualTo(1);
    }
    assertReason(Reason.INVALID, () -> DataStores.open("nothing:"))
        .hasMessageContaining("nothing:");
  }

  @Test
  void update_keepsWhatLaterVersionsWrote() throws InvalidProtocolBufferException {
    try (DataStore dataStore = open()) {
      dataStore.bundles().create(Bundle.builder(OTHER).build());
      dataStore.entries().create(entry());
      dataStore.nodeSelectors().set(entry().spiffeId(), List.of(Selector.parse("a:1")));
      AttestedNode node = AttestedNode.builder(entry().spiffeId()).build();
      dataStore.nodes().create(node);
      dataStore.federationRelationships().create(RELATIONSHIP);
      CaJournal journal = new CaJournal("1", Bytes.utf8("a"), "active", Optional.empty());
      dataStore.caJournals().create(journal);
      spoilWithLaterFields();

      dataStore.nodes().update(node);
      assertThat(later(RecordKind.ATTESTED_NODE, node.key())).isEqualTo(LATER);
      dataStore.federationRelationships().update(RELATIONSHIP);
      assertThat(later(RecordKind.FEDERATION_RELATIONSHIP, "other.org")).isEqualTo(LATER);
      assertThat(later(RecordKind.BUNDLE, "other.org")).isEqualTo(LATER);
      dataStore.caJournals().update(journal);
      assertThat(later(RecordKind.CA_JOURNAL, "1")).isEqualTo(LATER);
      dataStore.entries().update(entry().toBuilder().hint("h").build());
      assertThat(later(RecordKind.REGISTRATION_ENTRY, "x")).isEqualTo(LATER);
      dataStore.bundles().set(Bundle.builder(OTHER).sequenceNumber(1).build());
      assertThat(later(RecordKind.BUNDLE, "other.org")).isEqualTo(LATER);
      dataStore.bundles().update(Bundle.builder(OTHER).sequenceNumber(2).build());
      assertThat(later(RecordKind.BUNDLE, "other.org")).isEqualTo(LATER);
      dataStore.nodeSelectors().set(entry().spiffeId(), List.of(Selector.parse("a:2")));
      assertThat(later(RecordKind.NODE_SELECTORS, entry().spiffeId().toString())).isEqualTo(LATER);
      dataStore.bundles().delete(OTHER, DeleteMode.DISSOCIATE, Expectation.any());
      assertThat(later(RecordKind.REGISTRATION_ENTRY, "x")).isEqualTo(LATER);
      assertThat(dataStore.entries().fetch("x").orElseThrow().value())
          .isEqualTo(entry().toBuilder().hint("h").federatesWith(Set.of()).build());
    }
  }

  private void spoilWithLaterFields() {
    for (Bytes key :
        List.of(
            Layout.key(RecordKind.REGISTRATION_ENTRY, "x"),
            Layout.key(RecordKind.BUNDLE, "other.org"),
            Layout.key(RecordKind.ATTESTED_NODE, entry().spiffeId().toString()),
            Layout.key(RecordKind.FEDERATION_RELATIONSHIP, "other.org"),
            Layout.key(RecordKind.CA_JOURNAL, "1"),
            Layout.key(RecordKind.NODE_SELECTORS, entry().spiffeId().toString()))) {
      Bytes value = store.blocking().get(GetRequest.of(key)).entries().get(0).value();
      store.blocking().put(key, value.concat(Bytes.wrap(LATER.toByteArray())));
    }
  }

  private UnknownFieldSet later(RecordKind kind, String name)
      throws InvalidProtocolBufferException {
    Bytes value =
        store.blocking().get(GetRequest.of(Layout.key(kind, name))).entries().get(0).value();
    UnknownFieldSet.Builder later = UnknownFieldSet.newBuilder();
    UnknownFieldSet.parseFrom(value.toByteArray()).asMap().entrySet().stream()
        .filter(field -> LATER.hasField(field.getKey()))
        .forEach(field -> later.addField(field.getKey(), field.getValue()));
    return later.build();
  }

  @Test
  void read_valueThatCannotBeRead() {
    try (DataStore dataStore = open()) {
      dataStore.bundles().create(Bundle.builder(OTHER).build());
      dataStore.entries().create(entry());
      dataStore
          .entries()
          .create(
              entry().toBuilder()
                  .id("y")
                  .spiffeId(SpiffeId.parse("spiffe://example.org/y"))
                  .build());
      Bytes key = Layout.key(RecordKind.REGISTRATION_ENTRY, "x");
      store.blocking().put(key, Bytes.of((byte) 0x0A, (byte) 0x7F));

      waitUntil("it is noticed", () -> dataStore.status().unreadable() == 1);
      assertThat(dataStore.entries().list(EntryFilter.all()))
          .extracting(it -> it.value().id())
          .containsExactly("y");
      assertReason(Reason.CORRUPT, () -> dataStore.entries().update(entry()))
          .hasMessageContaining("r/e/x");

      store.blocking().delete(DeleteRequest.of(key));
      waitUntil("it is noticed", () -> dataStore.status().unreadable() == 0);
    }
  }
}
