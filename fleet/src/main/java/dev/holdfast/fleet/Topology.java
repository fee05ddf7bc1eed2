package dev.holdfast.fleet;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The clusters of a fleet, in regions, with pools of nodes. A group is the nodes that one alias
 * stands for: those of a cluster, or those of a pool.
 */
final class Topology {

  /** Few enough that an agent, which is in two groups, has some 600 entries. */
  private static final int ENTRIES_PER_GROUP = 320;

  private static final int NODES_PER_CLUSTER = 590;
  private static final int FEWEST_NODES = 180;
  private static final int MOST_NODES = 1_000;

  /** In the order of their names, so that the clusters are in the order of theirs. */
  private static final List<String> REGIONS =
      List.of(
          "ap-northeast",
          "ap-southeast",
          "ca-central",
          "eu-central",
          "eu-north",
          "eu-west",
          "sa-east",
          "us-central",
          "us-east",
          "us-west");

  private static final int FEWEST_REGIONS = 8;

  private final int regions;
  private final int clusters;
  private final int pools;
  private final int[] firstNodes;

  Topology(FleetSize size, long seed) {
    int groups = Math.max(2, size.entries() / ENTRIES_PER_GROUP);
    int wanted = (size.nodes() + NODES_PER_CLUSTER / 2) / NODES_PER_CLUSTER;
    this.clusters = Math.max(1, Math.min(wanted, groups / 2));
    this.pools = groups - clusters;
    Draw draw = new Draw(seed, "topology", 0);
    int some = FEWEST_REGIONS + draw.below(REGIONS.size() - FEWEST_REGIONS + 1);
    this.regions = Math.min(clusters, some);
    this.firstNodes = firstNodes(size.nodes(), clusters, draw);
  }

  /** Returns the first node of each cluster, and the end of the last one. */
  private static int[] firstNodes(int nodes, int clusters, Draw draw) {
    long[] weights = new long[clusters + 1];
    for (int cluster = 0; cluster < clusters; cluster++) {
      weights[cluster + 1] =
          weights[cluster] + FEWEST_NODES + draw.below(MOST_NODES - FEWEST_NODES + 1);
    }
    return Arrays.stream(weights)
        .mapToInt(weight -> (int) (weight * nodes / weights[clusters]))
        .toArray();
  }

  int regions() {
    return regions;
  }

  int clusters() {
    return clusters;
  }

  int groups() {
    return clusters + pools;
  }

  int clusterOf(int node) {
    int found = Arrays.binarySearch(firstNodes, node);
    int cluster = found >= 0 ? found : -found - 2;
    while (firstNodes[cluster + 1] <= node) {
      cluster++;
    }
    return cluster;
  }

  /** Returns where a node stands in its cluster, from 0. */
  int placeOf(int node) {
    return node - firstNodes[clusterOf(node)];
  }

  int nodesOf(int cluster) {
    return firstNodes[cluster + 1] - firstNodes[cluster];
  }

  /** Returns the pool of a node, counted through all clusters. */
  int poolOf(int node) {
    int cluster = clusterOf(node);
    int first = firstPool(cluster);
    return first + placeOf(node) % (firstPool(cluster + 1) - first);
  }

  private int firstPool(int cluster) {
    return (int) ((long) pools * cluster / clusters);
  }

  /** Returns the number of the group that a pool is. */
  int groupOfPool(int pool) {
    return clusters + pool;
  }

  boolean isCluster(int group) {
    return group < clusters;
  }

  /** Returns the cluster that a group is, or whose pool it is. */
  int clusterOfGroup(int group) {
    if (isCluster(group)) {
      return group;
    }
    int pool = group - clusters;
    int cluster = (int) ((long) pool * clusters / pools);
    while (firstPool(cluster + 1) <= pool) {
      cluster++;
    }
    return cluster;
  }

  String region(int cluster) {
    return REGIONS.get((int) ((long) cluster * regions / clusters));
  }

  String nameOf(int cluster) {
    return region(cluster) + String.format(Locale.ROOT, "-c%03d", cluster);
  }

  /** Returns the name of the pool that a group is, within its cluster. */
  String poolName(int group) {
    return String.format(
        Locale.ROOT, "pool-%02d", group - clusters - firstPool(clusterOfGroup(group)));
  }
}
