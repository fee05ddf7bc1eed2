package dev.holdfast.fleet;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.FederationRelationship;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.NodeSelectorSet;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * The records of a fleet that is made up: clusters of Kubernetes in several regions, each of pools
 * of nodes, with services that run in some of them, and other trust domains that some of these
 * federate with.
 *
 * <p>Every node has 14 selectors and is in two groups, its cluster and its pool, each with an alias
 * of nodes that is the parent of some 300 entries; of the others, some belong to one node alone,
 * some to a workload. Records are made when they are asked for: the same size, trust domain and
 * seed make the same records, and none is kept. Thread-safe.
 */
public final class Fleet {

  private final FleetSize size;
  private final Topology topology;
  private final Partners partners;
  private final FleetNodes nodes;
  private final FleetEntries entries;
  private final Shuffle nodesCreated;

  private Fleet(FleetSize size, TrustDomain trustDomain, long seed) {
    this.size = size;
    this.topology = new Topology(size, seed);
    this.partners = new Partners(trustDomain, size);
    this.nodes = new FleetNodes(trustDomain, topology, seed);
    this.entries = new FleetEntries(trustDomain, topology, nodes, partners, size, seed);
    this.nodesCreated = new Shuffle(size.nodes(), seed);
  }

  /**
   * Returns a fleet.
   *
   * @param size how large it is
   * @param trustDomain its own trust domain
   * @param seed tells fleets of one size apart
   */
  public static Fleet of(FleetSize size, TrustDomain trustDomain, long seed) {
    return new Fleet(size, trustDomain, seed);
  }

  /**
   * A record, and its place among those of its kind in the order of their creation.
   *
   * @param record the record; a node comes without its selectors, which are a record of their own
   * @param created the place, from 1
   */
  public record Member(IdentityRecord record, long created) {}

  /** Returns how large the fleet is. */
  public FleetSize size() {
    return size;
  }

  /** Returns how many regions there are. */
  public int regions() {
    return topology.regions();
  }

  /** Returns how many clusters there are. */
  public int clusters() {
    return topology.clusters();
  }

  /** Returns how many groups of nodes there are: clusters and pools. */
  public int groups() {
    return topology.groups();
  }

  /** Returns the bundles, that of the own trust domain among them, in the order of their names. */
  public Stream<Bundle> bundles() {
    return partners.bundles();
  }

  /** Returns the relationships with the other trust domains, in the order of their names. */
  public Stream<FederationRelationship> relationships() {
    return partners.relationships();
  }

  /**
   * Returns an entry.
   *
   * @param number its place in the order of creation, from 0; the aliases of groups come first
   */
  public RegistrationEntry entry(int number) {
    return entries.entry(checked(number, size.entries()));
  }

  /**
   * Returns a node without its selectors.
   *
   * @param number its place in the order of SPIFFE ids, from 0
   */
  public AttestedNode node(int number) {
    return nodes.node(checked(number, size.nodes()));
  }

  /**
   * Returns the selectors of a node.
   *
   * @param number the node's place in the order of SPIFFE ids, from 0
   */
  public NodeSelectorSet selectors(int number) {
    return nodes.selectors(checked(number, size.nodes()));
  }

  /**
   * Returns the SPIFFE ids of the aliases of a node: that of its cluster and that of its pool.
   *
   * @param number the node's place in the order of SPIFFE ids, from 0
   */
  public List<SpiffeId> aliases(int number) {
    int node = checked(number, size.nodes());
    return List.of(
        entries.aliasId(topology.clusterOf(node)),
        entries.aliasId(topology.groupOfPool(topology.poolOf(node))));
  }

  /** Returns how many nodes have entries of their own. */
  public int pinnedNodes() {
    return entries.pinnedNodes();
  }

  /**
   * Returns the number of a node that has entries of its own.
   *
   * @param place its place among those, from 0
   */
  public int pinnedNode(int place) {
    return entries.pinnedNode(checked(place, entries.pinnedNodes()));
  }

  private static int checked(int number, int bound) {
    if (number < 0 || number >= bound) {
      throw new IndexOutOfBoundsException(
          "number " + number + " of " + bound + ", which are counted from 0");
    }
    return number;
  }

  /**
   * Makes all records, kind by kind, and those of a kind in the order of their keys: bundles,
   * entries, relationships, nodes, selectors of nodes.
   *
   * @param visitor is given each, which nobody else keeps
   */
  public void forEach(Consumer<Member> visitor) {
    inOrder(bundles(), visitor);
    for (int place = 0; place < size.entries(); place++) {
      int number = entries.atPlace(place);
      visitor.accept(new Member(entry(number), number + 1L));
    }
    inOrder(relationships(), visitor);
    forEachNode(this::node, visitor);
    forEachNode(this::selectors, visitor);
  }

  private static void inOrder(Stream<? extends IdentityRecord> records, Consumer<Member> visitor) {
    long created = 1;
    for (IdentityRecord record : records.toList()) {
      visitor.accept(new Member(record, created++));
    }
  }

  private void forEachNode(IntFunction<IdentityRecord> maker, Consumer<Member> visitor) {
    for (int node = 0; node < size.nodes(); node++) {
      visitor.accept(new Member(maker.apply(node), nodesCreated.placeOf(node) + 1L));
    }
  }
}
