package dev.holdfast.conformance.blackbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A graph of dependencies between transactions, and the search for its worst cycle. */
final class Dependencies {

  private final List<List<Edge>> edges = new ArrayList<>();

  /** Why one transaction must come before another. */
  enum Kind {
    /** The other wrote after it. */
    WW,
    /** The other read what it wrote. */
    WR,
    /** The other changed what it had read. */
    RW,
    /** It was over before the other began. */
    REAL_TIME
  }

  /**
   * One transaction must come before another.
   *
   * @param from the one
   * @param to the other
   * @param kind why
   */
  record Edge(int from, int to, Kind kind) {}

  Dependencies(int transactions) {
    for (int i = 0; i < transactions; i++) {
      edges.add(new ArrayList<>());
    }
  }

  void add(int from, int to, Kind kind) {
    if (from != to) {
      edges.get(from).add(new Edge(from, to, kind));
    }
  }

  /** Returns a shortest cycle of the worst kind that there is. */
  Optional<List<Edge>> cycle() {
    return search(EnumSet.of(Kind.WW))
        .or(() -> search(EnumSet.of(Kind.WW, Kind.WR)))
        .or(() -> search(EnumSet.of(Kind.WW, Kind.WR, Kind.RW)))
        .or(() -> search(EnumSet.allOf(Kind.class)));
  }

  private Optional<List<Edge>> search(Set<Kind> kinds) {
    Set<Integer> cyclic = cyclic(kinds);
    Optional<List<Edge>> shortest = Optional.empty();
    for (int start : cyclic) {
      Optional<List<Edge>> cycle = from(start, kinds);
      if (cycle.isPresent() && (shortest.isEmpty() || cycle.get().size() < shortest.get().size())) {
        shortest = cycle;
      }
    }
    return shortest;
  }

  /** Returns some transactions, one at least of every cycle, or none: those that never unwind. */
  private Set<Integer> cyclic(Set<Kind> kinds) {
    int[] incoming = new int[edges.size()];
    edges.forEach(
        list ->
            list.stream()
                .filter(edge -> kinds.contains(edge.kind()))
                .forEach(edge -> incoming[edge.to()]++));
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; i < incoming.length; i++) {
      if (incoming[i] == 0) {
        free.add(i);
      }
    }
    Set<Integer> left = new LinkedHashSet<>();
    for (int i = 0; i < incoming.length; i++) {
      left.add(i);
    }
    while (!free.isEmpty()) {
      int next = free.remove();
      left.remove(next);
      for (Edge edge : edges.get(next)) {
        if (kinds.contains(edge.kind()) && --incoming[edge.to()] == 0) {
          free.add(edge.to());
        }
      }
    }
    return left;
  }

  private Optional<List<Edge>> from(int start, Set<Kind> kinds) {
    Map<Integer, Edge> cameBy = new HashMap<>();
    Deque<Integer> queue = new ArrayDeque<>(List.of(start));
    while (!queue.isEmpty()) {
      for (Edge edge : edges.get(queue.remove())) {
        if (kinds.contains(edge.kind()) && cameBy.putIfAbsent(edge.to(), edge) == null) {
          if (edge.to() == start) {
            return Optional.of(path(start, cameBy));
          }
          queue.add(edge.to());
        }
      }
    }
    return Optional.empty();
  }

  private static List<Edge> path(int start, Map<Integer, Edge> cameBy) {
    List<Edge> path = new ArrayList<>();
    int at = start;
    do {
      Edge edge = cameBy.get(at);
      if (edge == null) {
        throw new IllegalStateException("no way back to " + start);
      }
      path.add(edge);
      at = edge.from();
    } while (at != start);
    Collections.reverse(path);
    return path;
  }

  /**
   * Returns the name of an anomaly.
   *
   * @param cycle its cycle
   */
  static String nameOf(List<Edge> cycle) {
    long reads = cycle.stream().filter(edge -> edge.kind() == Kind.RW).count();
    boolean dirty = cycle.stream().anyMatch(edge -> edge.kind() == Kind.WR);
    boolean late = cycle.stream().anyMatch(edge -> edge.kind() == Kind.REAL_TIME);
    String name = reads == 0 ? (dirty ? "G1c" : "G0") : reads == 1 ? "G-single" : "G2";
    return late ? name + " against real time" : name;
  }
}
