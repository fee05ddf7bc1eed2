package dev.holdfast.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.fleet.Fleet.Member;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FleetTest {

  private static final TrustDomain DOMAIN = new TrustDomain("fleet.example");

  private static Fleet fleet(int entries, long seed) {
    return Fleet.of(FleetSize.of(entries), DOMAIN, seed);
  }

  private static List<Member> members(Fleet fleet) {
    List<Member> members = new ArrayList<>();
    fleet.forEach(members::add);
    return members;
  }

  @SuppressWarnings("unchecked")
  private static <T extends IdentityRecord> List<T> records(Fleet fleet, RecordKind kind) {
    return (List<T>)
        members(fleet).stream().map(Member::record).filter(it -> it.kind() == kind).toList();
  }

  @Test
  void sameSeed_isTheSameFleet() {
    assertThat(members(fleet(1_000, 7))).isEqualTo(members(fleet(1_000, 7)));
    assertThat(members(fleet(1_000, 7))).isNotEqualTo(members(fleet(1_000, 8)));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101, 640, 1_000, 4_999, 50_000})
  void forEach_tellsAllInTheOrderOfTheirKeys(int entries) {
    List<Member> members = members(fleet(entries, entries));
    Map<RecordKind, List<Member>> kinds =
        members.stream().collect(Collectors.groupingBy(member -> member.record().kind()));
    assertThat(kinds.get(RecordKind.REGISTRATION_ENTRY)).hasSize(entries);
    assertThat(kinds.get(RecordKind.ATTESTED_NODE)).hasSize(entries / 4);
    assertThat(kinds.get(RecordKind.NODE_SELECTORS)).hasSize(entries / 4);
    kinds.forEach(
        (kind, ofKind) -> {
          assertThat(ofKind).extracting(member -> member.record().key()).isSorted();
          assertThat(ofKind).extracting(member -> member.record().key()).doesNotHaveDuplicates();
          assertThat(ofKind.stream().map(Member::created).sorted())
              .containsExactlyElementsOf(
                  IntStream.rangeClosed(1, ofKind.size()).mapToObj(i -> (long) i).toList());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 640, 1_000, 20_000})
  void entries_areUniqueAndFederateWithKnownBundles(int entries) {
    Fleet fleet = fleet(entries, 3);
    Set<String> bundles =
        fleet.bundles().map(Bundle::trustDomain).map(TrustDomain::name).collect(Collectors.toSet());
    Set<List<Object>> unique = new HashSet<>();
    int federated = 0;
    for (int number = 0; number < entries; number++) {
      RegistrationEntry entry = fleet.entry(number);
      assertThat(
              unique.add(
                  List.of(entry.parentId(), entry.spiffeId(), Set.copyOf(entry.selectors()))))
          .as(entry.toString())
          .isTrue();
      assertThat(entry.selectors()).isNotEmpty();
      entry.federatesWith().forEach(domain -> assertThat(bundles).contains(domain.name()));
      federated += entry.federatesWith().isEmpty() ? 0 : 1;
    }
    assertThat(federated).isBetween(entries / 50, entries / 20);
  }

  @Test
  void node_hasFourteenSelectorsAndTwoAliases() {
    Fleet fleet = fleet(20_000, 5);
    Map<SpiffeId, Set<Selector>> aliases = new HashMap<>();
    for (int number = 0; number < fleet.groups(); number++) {
      RegistrationEntry alias = fleet.entry(number);
      assertThat(alias.parentId()).contains(new SpiffeId(DOMAIN, "/spire/server"));
      aliases.put(alias.spiffeId(), Set.copyOf(alias.selectors()));
    }
    for (int number = 0; number < fleet.size().nodes(); number++) {
      Set<Selector> selectors = Set.copyOf(fleet.selectors(number).selectors());
      assertThat(selectors).hasSize(14);
      assertThat(
              aliases.entrySet().stream()
                  .filter(alias -> selectors.containsAll(alias.getValue()))
                  .map(Map.Entry::getKey))
          .containsExactlyInAnyOrderElementsOf(fleet.aliases(number));
      assertThat(fleet.selectors(number).nodeId()).isEqualTo(fleet.node(number).id());
    }
  }

  @Test
  void entries_ofAnAgentAreSomeSixHundred() {
    Fleet fleet = fleet(200_000, 1);
    Map<SpiffeId, Integer> children = new HashMap<>();
    for (int number = 0; number < fleet.size().entries(); number++) {
      fleet.entry(number).parentId().ifPresent(id -> children.merge(id, 1, Integer::sum));
    }
    for (int node = 0; node < fleet.size().nodes(); node += 500) {
      int entries =
          fleet.aliases(node).stream().mapToInt(alias -> children.getOrDefault(alias, 0)).sum();
      assertThat(entries).isBetween(550, 650);
    }
    SpiffeId pinned = fleet.node(fleet.pinnedNode(3)).id();
    assertThat(children).containsEntry(pinned, 10);
  }

  @Test
  void largest_hasTheProportionsOfALargeOne() {
    Fleet fleet = Fleet.of(FleetSize.of(1_000_000), DOMAIN, 1);
    assertThat(fleet.size().nodes()).isEqualTo(250_000);
    assertThat(fleet.regions()).isBetween(8, 10);
    assertThat(fleet.clusters()).isBetween(300, 600);
    assertThat(fleet.bundles()).hasSizeBetween(100, 500);
    assertThat(fleet.entry(999_999).spiffeId().path()).startsWith("/ns/");
    AttestedNode last = fleet.node(249_999);
    assertThat(last.id().path()).startsWith("/spire/agent/k8s_psat/");
  }

  @Test
  void bundles_holdRealCertificates() throws CertificateException {
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    for (Bundle bundle : fleet(100, 1).bundles().toList()) {
      byte[] der = bundle.x509Authorities().get(0).certificate().toByteArray();
      assertThat(certificates.generateCertificate(new ByteArrayInputStream(der))).isNotNull();
    }
    assertThat(records(fleet(100, 1), RecordKind.FEDERATION_RELATIONSHIP)).isNotEmpty();
  }

  @Test
  void ids_areUuids() {
    Fleet fleet = fleet(1_000, 9);
    for (int number = 0; number < 1_000; number++) {
      assertThat(fleet.entry(number).id().getBytes(UTF_8))
          .asString()
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }
  }

  @Test
  void size_outsideOfItsRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FleetSize.of(99))
        .withMessage("a fleet of 99 entries: there are from 100 to 1000000");
    assertThatIllegalArgumentException().isThrownBy(() -> FleetSize.of(1_000_001));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FleetSize.of(100).withNodes(0))
        .withMessageContaining("nodes");
    assertThatIllegalArgumentException().isThrownBy(() -> FleetSize.of(100).withNodes(250_001));
    assertThatThrownBy(() -> fleet(100, 1).entry(100))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("100 of 100");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1_000, 99_991})
  void shuffle_isFollowedBothWays(int size) {
    for (long seed : new long[] {0, 1, -5, Long.MIN_VALUE}) {
      Shuffle shuffle = new Shuffle(size, seed);
      Set<Integer> places = new HashSet<>();
      for (int number = 0; number < size; number++) {
        assertThat(shuffle.at(shuffle.placeOf(number))).isEqualTo(number);
        places.add(shuffle.placeOf(number));
      }
      assertThat(places).hasSize(size);
    }
  }
}
