package dev.holdfast.datastore.cache.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.datastore.codec.StoredCodec;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.proto.datastore.v1.Metadata;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows are read as, beside what the codecs make of the same values. */
class RowReaderTest {

  private final State empty = State.empty(new Floor("history", 0));
  private final RowReader reader =
      new RowReader(empty.entries().edit(), empty.nodes().edit(), "history");
  private Random random = new Random(0);

  private static KeyValue stored(IdentityRecord record, Metadata metadata) {
    return new KeyValue(
        Layout.key(record.kind(), record.key()),
        Bytes.wrap(Messages.of(record, metadata).toByteArray()),
        3,
        7,
        1);
  }

  private Metadata metadata() {
    return Metadata.newBuilder()
        .setRevisionNumber(random.nextInt(3))
        .setPosition(random.nextInt(200))
        .setCreatedAt(Times.encode(time()))
        .build();
  }

  private Instant time() {
    return switch (random.nextInt(4)) {
      case 0 -> Instant.EPOCH;
      case 1 -> Times.EARLIEST;
      case 2 -> Times.LATEST;
      default -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    };
  }

  private SpiffeId id() {
    return SpiffeId.parse("spiffe://d" + random.nextInt(3) + "/x/" + random.nextInt(5));
  }

  private List<Selector> selectors() {
    List<Selector> all = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      all.add(
          new Selector("type" + random.nextInt(2), text(List.of("", "v", "ns:team", "grün", "€"))));
    }
    return all;
  }

  private String text(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Optional<Duration> ttl() {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(Duration.ofSeconds(1L + random.nextInt(1 << 20)));
  }

  private IdentityRecord record() {
    return switch (random.nextInt(3)) {
      case 0 ->
          AttestedNode.builder(id())
              .attestationType(text(List.of("", "join_token", "x509pop")))
              .certSerialNumber(text(List.of("", "1", "22")))
              .certNotAfter(random.nextBoolean() ? Optional.empty() : Optional.of(time()))
              .newCertSerialNumber(Optional.of(text(List.of("", "3"))))
              .newCertNotAfter(random.nextBoolean() ? Optional.empty() : Optional.of(time()))
              .canReattest(random.nextBoolean())
              .agentVersion(text(List.of("", "1.2.3")))
              .build();
      case 1 -> new NodeSelectorSet(id(), selectors());
      default -> entry();
    };
  }

  private RegistrationEntry entry() {
    return RegistrationEntry.builder()
        .id("entry-" + random.nextInt(1_000))
        .parentId(random.nextBoolean() ? Optional.empty() : Optional.of(id()))
        .spiffeId(id())
        .selectors(selectors())
        .federatesWith(
            random.nextBoolean()
                ? Set.of()
                : Set.of(new TrustDomain("b.org"), new TrustDomain("a" + random.nextInt(3))))
        .hint(text(List.of("", "internal", "ä")))
        .downstream(random.nextBoolean())
        .admin(random.nextBoolean())
        .storeSvid(random.nextBoolean())
        .x509SvidTtl(ttl())
        .jwtSvidTtl(ttl())
        .expiresAt(random.nextBoolean() ? Optional.empty() : Optional.of(time()))
        .dnsNames(random.nextBoolean() ? List.of() : List.of("a.example", "b.example"))
        .additionalAttributes(
            random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new AdditionalAttributes(random.nextBoolean(), random.nextBoolean())))
        .build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void read_whatThisVersionWrites_keepsNoMessage(int seed) throws Exception {
    random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      KeyValue stored = stored(record(), metadata());

      RecordRow<?> row = (RecordRow<?>) read(stored);

      assertThat(row.keepsMessage()).isFalse();
      assertLikeCodecs(row, stored);
    }
  }

  /** Whatever the bytes, a row tells what the codecs tell, and writes the same bytes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void read_spoiledValues(int seed) throws Exception {
    random = new Random(seed);
    int read = 0;
    int kept = 0;
    for (int i = 0; i < 30_000; i++) {
      KeyValue stored = spoiled(stored(record(), metadata()));
      try {
        Row row = read(stored);
        read++;
        kept += ((RecordRow<?>) row).keepsMessage() ? 1 : 0;
        assertLikeCodecs(row, stored);
      } catch (UnreadableException e) {
        assertThat(isReadable(stored)).as(e.getMessage()).isFalse();
      }
    }
    assertThat(read).isBetween(1_000, 29_000);
    assertThat(kept).isBetween(100, read);
  }

  private KeyValue spoiled(KeyValue stored) {
    byte[] bytes = stored.value().toByteArray();
    int at = random.nextInt(bytes.length);
    byte[] changed =
        switch (random.nextInt(4)) {
          case 0 -> without(bytes, at);
          case 1 -> with(bytes, at, (byte) random.nextInt(256));
          case 2 -> twice(bytes);
          default -> {
            bytes[at] = (byte) (random.nextBoolean() ? bytes[at] + 1 : random.nextInt(256));
            yield bytes;
          }
        };
    return new KeyValue(stored.key(), Bytes.wrap(changed), 3, 7, 1);
  }

  private static byte[] without(byte[] bytes, int at) {
    return Bytes.wrap(java.util.Arrays.copyOf(bytes, at))
        .concat(Bytes.wrap(java.util.Arrays.copyOfRange(bytes, at + 1, bytes.length)))
        .toByteArray();
  }

  private static byte[] with(byte[] bytes, int at, byte more) {
    return Bytes.wrap(java.util.Arrays.copyOf(bytes, at))
        .concat(Bytes.of(more))
        .concat(Bytes.wrap(java.util.Arrays.copyOfRange(bytes, at, bytes.length)))
        .toByteArray();
  }

  /** A field that stands twice, and a field that nobody knows. */
  private byte[] twice(byte[] bytes) {
    return Bytes.wrap(bytes)
        .concat(
            random.nextBoolean()
                ? Bytes.of((byte) 0x38, (byte) 1)
                : Bytes.of((byte) 0x78, (byte) 5))
        .toByteArray();
  }

  private Row read(KeyValue stored) throws UnreadableException {
    return reader.read(Layout.kindOf(stored.key()).orElseThrow(), stored);
  }

  private static boolean isReadable(KeyValue stored) {
    try {
      RecordKind kind = Layout.kindOf(stored.key()).orElseThrow();
      Messages.Message message = Messages.parse(kind, stored.value());
      var unused = Times.decode(message.metadata().getCreatedAt());
      return Layout.key(kind, message.value().key()).equals(stored.key());
    } catch (InvalidProtocolBufferException | DataStoreException e) {
      return false;
    }
  }

  private static void assertLikeCodecs(Row row, KeyValue stored) throws Exception {
    Messages.Message message = Messages.parse(row.kind(), stored.value());
    assertThat(((RecordRow<?>) row).stored())
        .isEqualTo(
            StoredCodec.decode(
                message.value(),
                "history",
                message.metadata().toBuilder().setCreateRevision(3).setModRevision(7).build()));
    assertThat(row.position()).isEqualTo(message.metadata().getPosition());
    assertThat(row.value()).isEqualTo(stored.value());
    assertThat(row.storedKey()).isEqualTo(stored.key());
    assertThat(row.isOf(stored)).isTrue();
  }

  @Test
  void isOf_anotherValueOfTheSameRevision() throws Exception {
    KeyValue stored = stored(entry(), metadata());
    KeyValue other = stored(entry(), metadata());

    assertThat(read(stored).isOf(new KeyValue(stored.key(), other.value(), 3, 7, 1))).isFalse();
    assertThat(read(stored).isOf(new KeyValue(stored.key(), stored.value(), 3, 8, 2))).isFalse();
  }

  @Test
  void read_sharesWhatIsTheSame() throws Exception {
    RegistrationEntry entry =
        RegistrationEntry.builder()
            .id("a")
            .parentId(SpiffeId.parse("spiffe://d/parent"))
            .spiffeId(SpiffeId.parse("spiffe://d/x"))
            .selectors(Selector.parse("unix:uid:1"), Selector.parse("unix:gid:1"))
            .federatesWith(Set.of(new TrustDomain("b.org"), new TrustDomain("a.org")))
            .hint("hint")
            .build();
    Metadata metadata = metadata();
    StateEditor load = new StateEditor(empty);
    load.put(stored(entry, metadata));
    StateEditor next = new StateEditor(load.build(new Floor("history", 7)));
    next.put(stored(entry.toBuilder().id("b").build(), metadata));
    State state = next.build(new Floor("history", 8));

    RegistrationEntry first = entryOf(state, "a");
    RegistrationEntry second = entryOf(state, "b");
    assertThat(second.parentId()).isSameAs(first.parentId());
    assertThat(second.spiffeId()).isSameAs(first.spiffeId());
    assertThat(second.selectors()).isSameAs(first.selectors());
    assertThat(second.federatesWith()).isSameAs(first.federatesWith());
    assertThat(second.hint()).isSameAs(first.hint());
  }

  private static RegistrationEntry entryOf(State state, String id) {
    return ((EntryRow) state.find(RecordKind.REGISTRATION_ENTRY, id).orElseThrow())
        .stored()
        .value();
  }
}
