package dev.holdfast.datastore.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.AuthorityKey;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Match;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.store.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CodecTest {

  private static final SpiffeId DB = SpiffeId.parse("spiffe://example.org/db");
  private static final TrustDomain OTHER = new TrustDomain("other.org");
  private static final UnknownFieldSet LATER =
      UnknownFieldSet.newBuilder()
          .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
          .build();

  @Test
  void entry_roundTrip() throws InvalidProtocolBufferException {
    RegistrationEntry entry = entry();

    byte[] bytes = EntryCodec.encode(entry).toByteArray();

    assertThat(
            EntryCodec.decode(dev.holdfast.proto.datastore.v1.RegistrationEntry.parseFrom(bytes)))
        .isEqualTo(entry);
  }

  @Test
  void entry_writeLeavesOtherAndUnknownFieldsAlone() {
    dev.holdfast.proto.datastore.v1.RegistrationEntry.Builder stored =
        EntryCodec.encode(entry()).toBuilder().setUnknownFields(LATER);
    stored.getAdditionalAttributesBuilder().setUnknownFields(LATER);
    RegistrationEntry changed =
        entry().toBuilder()
            .hint("new")
            .admin(false)
            .additionalAttributes(new AdditionalAttributes(false, false))
            .build();

    EntryCodec.write(
        changed, EnumSet.of(EntryField.HINT, EntryField.ADDITIONAL_ATTRIBUTES), stored);

    assertThat(stored.getUnknownFields()).isEqualTo(LATER);
    assertThat(stored.getAdditionalAttributes().getUnknownFields()).isEqualTo(LATER);
    assertThat(EntryCodec.decode(stored.build()))
        .isEqualTo(changed.toBuilder().admin(true).build());
  }

  @Test
  void entry_updateLooksOnlyAtItsFields() {
    dev.holdfast.proto.datastore.v1.RegistrationEntry message =
        dev.holdfast.proto.datastore.v1.RegistrationEntry.newBuilder()
            .setSpiffeId("not an id")
            .setHint("new")
            .build();

    assertThat(
            EntryCodec.decodeUpdate(message, EnumSet.of(EntryField.HINT)).applyTo(entry()).hint())
        .isEqualTo("new");
    assertThatThrownBy(() -> EntryCodec.decodeUpdate(message, EnumSet.of(EntryField.SPIFFE_ID)))
        .hasMessageContaining("registration entry: spiffe_id: 'not an id' does not begin with");
  }

  @Test
  void entry_decodeNamesTheFieldAtFault() {
    dev.holdfast.proto.datastore.v1.RegistrationEntry.Builder message =
        EntryCodec.encode(entry()).toBuilder();
    message.addSelectorsBuilder().setType("a:b");

    assertThatThrownBy(() -> EntryCodec.decode(message.build()))
        .hasMessageContaining("registration entry: selectors[2]: ");
    assertThatThrownBy(
            () ->
                EntryCodec.decode(
                    EntryCodec.encode(entry()).toBuilder()
                        .setExpiresAt(Timestamp.newBuilder().setNanos(-1))
                        .build()))
        .hasMessageContaining("registration entry: expires_at: nanos is -1");
  }

  @Test
  void bundle_roundTrip() throws InvalidProtocolBufferException {
    byte[] bytes = BundleCodec.encode(bundle()).toByteArray();

    assertThat(BundleCodec.decode(dev.holdfast.proto.datastore.v1.Bundle.parseFrom(bytes)))
        .isEqualTo(bundle());
  }

  @Test
  void bundle_writeKeepsWhatIsUnknownOfAuthoritiesThatStay() {
    dev.holdfast.proto.datastore.v1.Bundle.Builder stored =
        BundleCodec.encode(bundle()).toBuilder().setUnknownFields(LATER);
    stored.getX509AuthoritiesBuilder(1).setUnknownFields(LATER);
    stored.getJwtAuthoritiesBuilder(0).setUnknownFields(LATER);
    Bundle changed =
        bundle().toBuilder()
            .x509Authorities(
                List.of(X509Authority.of(Bytes.of((byte) 9)), bundle().x509Authorities().get(1)))
            .sequenceNumber(100)
            .build();

    BundleCodec.write(
        changed, EnumSet.of(BundleField.X509_AUTHORITIES, BundleField.JWT_AUTHORITIES), stored);

    assertThat(stored.getUnknownFields()).isEqualTo(LATER);
    assertThat(stored.getX509Authorities(0).getUnknownFields().asMap()).isEmpty();
    assertThat(stored.getX509Authorities(1).getUnknownFields()).isEqualTo(LATER);
    assertThat(stored.getJwtAuthorities(0).getUnknownFields()).isEqualTo(LATER);
    assertThat(BundleCodec.decode(stored.build()))
        .isEqualTo(changed.toBuilder().sequenceNumber(bundle().sequenceNumber()).build());
  }

  @Test
  void node_roundTrip() {
    AttestedNode node =
        AttestedNode.builder(DB)
            .attestationType("join_token")
            .certSerialNumber("1")
            .certNotAfter(Instant.parse("9999-12-31T23:59:59Z"))
            .newCertSerialNumber(Optional.of("2"))
            .newCertNotAfter(Optional.of(Instant.ofEpochSecond(-5, 7)))
            .canReattest(true)
            .agentVersion("1.2.3")
            .build();

    assertThat(NodeCodec.decode(NodeCodec.encode(node))).isEqualTo(node);
    AttestedNode withSelectors = node.toBuilder().selectors(Optional.of(List.of())).build();
    assertThat(NodeCodec.decode(NodeCodec.encode(withSelectors))).isEqualTo(withSelectors);
    AttestedNode bare = AttestedNode.builder(DB).build();
    assertThat(NodeCodec.decode(NodeCodec.encode(bare))).isEqualTo(bare);
  }

  @Test
  void nodeSelectors_roundTrip() {
    NodeSelectorSet set =
        new NodeSelectorSet(DB, List.of(Selector.parse("b:1"), Selector.parse("a:1")));

    assertThat(NodeSelectorsCodec.decode(NodeSelectorsCodec.encode(set))).isEqualTo(set);
  }

  @Test
  void filter_roundTrip() {
    EntryFilter entries =
        EntryFilter.all()
            .byParentId(DB)
            .bySpiffeId(DB)
            .bySelectors(Match.SUBSET, Set.of(Selector.parse("b:1"), Selector.parse("a:1")))
            .byFederatesWith(Match.ANY, Set.of(OTHER))
            .byHint("hint")
            .byDownstream(false);
    NodeFilter nodes =
        NodeFilter.all()
            .byAttestationType("t")
            .byBanned(false)
            .byCanReattest(true)
            .byExpiresBefore(Instant.EPOCH)
            .byValidAt(Instant.EPOCH)
            .bySelectors(Match.EXACT, Set.of(Selector.parse("a:1")))
            .byIds(Set.of(DB));

    assertThat(FilterCodec.decode(FilterCodec.encode(entries))).isEqualTo(entries);
    assertThat(FilterCodec.decode(FilterCodec.encode(nodes))).isEqualTo(nodes);
    assertThat(FilterCodec.decode(FilterCodec.encode(EntryFilter.all())))
        .isEqualTo(EntryFilter.all());
    assertThat(FilterCodec.decode(FilterCodec.encode(NodeFilter.all())))
        .isEqualTo(NodeFilter.all());
  }

  @Test
  void filter_matchNotTold() {
    var message = dev.holdfast.proto.datastore.v1.EntryFilter.newBuilder();
    message.getBySelectorsBuilder().addSelectorsBuilder().setType("a");

    assertThatThrownBy(() -> FilterCodec.decode(message.build()))
        .hasMessageContaining("filter: by_selectors.match: it is MATCH_UNSPECIFIED");
  }

  @Test
  void duration_roundTrip() {
    for (Duration duration :
        List.of(
            Duration.ZERO,
            Duration.ofNanos(1),
            Duration.ofNanos(-1),
            Duration.ofSeconds(-3, 5),
            Duration.ofDays(365_000))) {
      assertThat(Times.decode(Times.encode(duration))).isEqualTo(duration);
    }
    assertThatThrownBy(
            () ->
                Times.decode(
                    com.google.protobuf.Duration.newBuilder().setSeconds(1).setNanos(-1).build()))
        .hasMessageContaining("one sign");
  }

  private static RegistrationEntry entry() {
    return RegistrationEntry.builder()
        .id("id")
        .parentId(SpiffeId.parse("spiffe://example.org/agent"))
        .spiffeId(DB)
        .selectors(Selector.parse("unix:uid:1"), Selector.parse("unix:gid:1"))
        .federatesWith(Set.of(OTHER, new TrustDomain("a.org")))
        .hint("hint")
        .downstream(true)
        .admin(true)
        .storeSvid(true)
        .x509SvidTtl(Duration.ofSeconds(1))
        .jwtSvidTtl(Duration.ofSeconds(-2))
        .expiresAt(Instant.ofEpochSecond(3, 4))
        .dnsNames(List.of("db"))
        .additionalAttributes(new AdditionalAttributes(true, true))
        .build();
  }

  private static Bundle bundle() {
    return Bundle.builder(OTHER)
        .x509Authorities(
            List.of(
                X509Authority.of(Bytes.of((byte) 1)),
                X509Authority.of(Bytes.of((byte) 2)).asTainted()))
        .jwtAuthorities(List.of(AuthorityKey.of("k", Bytes.of((byte) 3)).asTainted()))
        .witAuthorities(
            List.of(AuthorityKey.of("w", Bytes.of((byte) 4)).expiringAt(Instant.ofEpochSecond(9))))
        .refreshHint(Duration.ofMinutes(5))
        .sequenceNumber(42)
        .build();
  }
}
