package dev.holdfast.fleet;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the nodes of a fleet, by their numbers: in the order of their SPIFFE ids. */
final class FleetNodes {

  static final String ATTESTOR = "k8s_psat";

  private static final Instant EXPIRY = Instant.parse("2036-01-01T00:00:00Z");
  private static final int EXPIRY_SECONDS = 86_400;
  private static final int BANNED = 5;
  private static final List<String> VERSIONS = List.of("1.16.1", "1.16.1", "1.16.0", "1.15.3");
  private static final List<String> MACHINES =
      List.of("m7.large", "m7.xlarge", "c7.2xlarge", "g6.xlarge");
  private static final List<String> STAGES = List.of("production", "production", "staging");

  private final TrustDomain domain;
  private final Topology topology;
  private final long seed;

  FleetNodes(TrustDomain domain, Topology topology, long seed) {
    this.domain = domain;
    this.topology = topology;
    this.seed = seed;
  }

  SpiffeId idOf(int node) {
    int cluster = topology.clusterOf(node);
    Draw draw = new Draw(seed, "node id", node);
    return new SpiffeId(
        domain,
        "/spire/agent/"
            + ATTESTOR
            + "/"
            + topology.nameOf(cluster)
            + "/"
            + Ids.ascending(topology.placeOf(node), topology.nodesOf(cluster), draw));
  }

  AttestedNode node(int node) {
    Draw draw = new Draw(seed, "node", node);
    boolean banned = draw.perMille(BANNED);
    return AttestedNode.builder(idOf(node))
        .attestationType(ATTESTOR)
        .certSerialNumber(banned ? Optional.empty() : Optional.of(serial(draw)))
        .certNotAfter(Optional.of(EXPIRY.plusSeconds(draw.below(EXPIRY_SECONDS))))
        .canReattest(true)
        .agentVersion(draw.oneOf(VERSIONS))
        .build();
  }

  private static String serial(Draw draw) {
    return BigInteger.valueOf(draw.bits() >>> 1)
        .shiftLeft(Long.SIZE)
        .add(BigInteger.valueOf(draw.bits() >>> 1))
        .toString();
  }

  /** Returns the node's selectors: what tells the cluster and the pool, and what tells the node. */
  NodeSelectorSet selectors(int node) {
    int cluster = topology.clusterOf(node);
    Draw draw = new Draw(seed, "selectors", node);
    String name =
        String.format(
            Locale.ROOT, "%s-node-%04d", topology.nameOf(cluster), topology.placeOf(node));
    List<Selector> selectors = new ArrayList<>();
    selectors.add(ofCluster(cluster));
    selectors.add(of("agent_ns", "spire"));
    selectors.add(of("agent_sa", "spire-agent"));
    selectors.add(of("agent_pod_name", "spire-agent-" + Long.toString(draw.bits() >>> 38, 36)));
    selectors.add(of("agent_pod_uid", Ids.random(draw)));
    selectors.add(
        of(
            "agent_node_ip",
            "10." + draw.below(256) + "." + draw.below(256) + "." + draw.below(256)));
    selectors.add(of("agent_node_name", name));
    selectors.add(of("agent_node_uid", Ids.random(draw)));
    selectors.add(ofPool(topology.groupOfPool(topology.poolOf(node))));
    selectors.add(label("region", topology.region(cluster)));
    selectors.add(label("zone", topology.region(cluster) + "-" + "abc".charAt(draw.below(3))));
    selectors.add(label("machine", draw.oneOf(MACHINES)));
    selectors.add(label("arch", draw.perMille(200) ? "arm64" : "amd64"));
    selectors.add(label("stage", draw.oneOf(STAGES)));
    return new NodeSelectorSet(idOf(node), selectors);
  }

  Selector ofCluster(int cluster) {
    return of("cluster", topology.nameOf(cluster));
  }

  Selector ofPool(int group) {
    return label("pool", topology.poolName(group));
  }

  private static Selector label(String name, String value) {
    return of("agent_node_label:" + name, value);
  }

  private static Selector of(String name, String value) {
    return new Selector(ATTESTOR, name + ":" + value);
  }
}
