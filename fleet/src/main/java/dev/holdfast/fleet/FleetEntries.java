package dev.holdfast.fleet;

import dev.holdfast.datastore.AdditionalAttributes;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes the entries of a fleet, by their numbers: in the order of their creation, which is the
 * aliases of nodes, then what single nodes have, then what workloads have, then those workloads.
 */
final class FleetEntries {

  /** How many entries belong to one node alone, of those nodes that have any. */
  static final int PINNED_TO_A_NODE = 10;

  /** How many groups run the same services. */
  private static final int GROUPS_OF_A_SERVICE = 4;

  private static final int SERVICES_OF_A_NAMESPACE = 25;
  private static final Instant EXPIRY = Instant.parse("2037-01-01T00:00:00Z");
  private static final List<String> TIERS = List.of("frontend", "backend", "batch", "data");
  private static final List<String> HINTS = List.of("internal", "external", "legacy");

  private final TrustDomain domain;
  private final Topology topology;
  private final FleetNodes nodes;
  private final Partners partners;
  private final Shuffle ids;
  private final FleetSize size;
  private final long seed;
  private final int pinned;
  private final int nested;

  FleetEntries(
      TrustDomain domain,
      Topology topology,
      FleetNodes nodes,
      Partners partners,
      FleetSize size,
      long seed) {
    this.domain = domain;
    this.topology = topology;
    this.nodes = nodes;
    this.partners = partners;
    this.size = size;
    this.seed = seed;
    this.ids = new Shuffle(size.entries(), seed);
    int others = size.entries() - topology.groups();
    this.pinned = Math.min(others / 20, size.nodes() * PINNED_TO_A_NODE);
    this.nested = others / 100;
  }

  /** Returns the entry whose id is at a place in the order of ids. */
  int atPlace(int place) {
    return ids.at(place);
  }

  RegistrationEntry entry(int number) {
    int rest = number;
    if (rest < topology.groups()) {
      return alias(number, rest);
    }
    rest -= topology.groups();
    if (rest < pinned) {
      return pinned(number, rest);
    }
    rest -= pinned;
    return rest < nested ? nested(number, rest) : workload(number, rest - nested);
  }

  private RegistrationEntry.Builder builder(int number) {
    String id =
        Ids.ascending(ids.placeOf(number), size.entries(), new Draw(seed, "entry id", number));
    return RegistrationEntry.builder().id(id);
  }

  /** Returns the SPIFFE id that stands for all nodes of a group. */
  SpiffeId aliasId(int group) {
    String cluster = "/cluster/" + topology.nameOf(topology.clusterOfGroup(group));
    return new SpiffeId(
        domain, topology.isCluster(group) ? cluster : cluster + "/" + topology.poolName(group));
  }

  private RegistrationEntry alias(int number, int group) {
    Selector cluster = nodes.ofCluster(topology.clusterOfGroup(group));
    return builder(number)
        .parentId(new SpiffeId(domain, "/spire/server"))
        .spiffeId(aliasId(group))
        .selectors(
            topology.isCluster(group) ? List.of(cluster) : List.of(cluster, nodes.ofPool(group)))
        .build();
  }

  /** Returns the number of the node that entries belong to alone, by the place of these nodes. */
  int pinnedNode(int place) {
    int count = pinnedNodes();
    return (int) ((long) place * size.nodes() / count);
  }

  int pinnedNodes() {
    return Math.max(1, (pinned + PINNED_TO_A_NODE - 1) / PINNED_TO_A_NODE);
  }

  private RegistrationEntry pinned(int number, int index) {
    int uid = 1_000 + index % PINNED_TO_A_NODE;
    return builder(number)
        .parentId(nodes.idOf(pinnedNode(index / PINNED_TO_A_NODE)))
        .spiffeId(new SpiffeId(domain, "/host/daemon-" + uid))
        .selectors(new Selector("unix", "uid:" + uid))
        .build();
  }

  private RegistrationEntry nested(int number, int index) {
    Service service = service(index);
    return builder(number)
        .parentId(service.id())
        .spiffeId(new SpiffeId(domain, service.path() + "/delegate-" + index))
        .selectors(new Selector("k8s", "sa:" + service.account()))
        .downstream(index % 2 == 0)
        .build();
  }

  /** Something that runs in several groups under one SPIFFE id. */
  private final class Service {
    private final int number;

    Service(int number) {
      this.number = number;
    }

    String namespace() {
      return String.format(Locale.ROOT, "team-%04d", number / SERVICES_OF_A_NAMESPACE);
    }

    String account() {
      return String.format(Locale.ROOT, "service-%06d", number);
    }

    String path() {
      return "/ns/" + namespace() + "/sa/" + account();
    }

    SpiffeId id() {
      return new SpiffeId(domain, path());
    }

    List<Selector> selectors() {
      Draw draw = new Draw(seed, "service", number);
      List<Selector> selectors = new ArrayList<>();
      selectors.add(new Selector("k8s", "ns:" + namespace()));
      selectors.add(new Selector("k8s", "sa:" + account()));
      if (draw.perMille(500)) {
        selectors.add(new Selector("k8s", "container-name:" + account()));
      }
      if (draw.perMille(250)) {
        selectors.add(new Selector("k8s", "pod-label:tier:" + draw.oneOf(TIERS)));
      }
      return selectors;
    }
  }

  /** Returns the service of a workload. */
  private Service service(int workload) {
    int group = workload % topology.groups();
    int place = workload / topology.groups();
    int places = size.entries() / topology.groups() + 1;
    return new Service(group / GROUPS_OF_A_SERVICE * places + place);
  }

  private RegistrationEntry workload(int number, int index) {
    Service service = service(index);
    Draw draw = new Draw(seed, "workload", number);
    RegistrationEntry.Builder entry =
        builder(number)
            .parentId(aliasId(index % topology.groups()))
            .spiffeId(service.id())
            .selectors(service.selectors())
            .federatesWith(partners.of(index))
            .admin(draw.perMille(1))
            .storeSvid(draw.perMille(5));
    if (draw.perMille(200)) {
      entry.dnsNames(List.of(service.account() + "." + service.namespace() + ".svc"));
    }
    if (draw.perMille(100)) {
      entry.x509SvidTtl(Optional.of(Duration.ofHours(1 + draw.below(24))));
    }
    if (draw.perMille(50)) {
      entry.jwtSvidTtl(Optional.of(Duration.ofMinutes(5)));
    }
    if (draw.perMille(50)) {
      entry.hint(draw.oneOf(HINTS));
    }
    if (draw.perMille(20)) {
      entry.expiresAt(Optional.of(EXPIRY.plusSeconds(draw.below(86_400))));
    }
    if (draw.perMille(10)) {
      entry.additionalAttributes(Optional.of(new AdditionalAttributes(false, true)));
    }
    return entry.build();
  }
}
