package dev.holdfast.conformance.blackbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks for anomalies in transactions that append unique numbers to lists and read lists whole.
 *
 * <p>A list that was read tells the order in which its elements were appended, so the dependencies
 * between transactions are known: who wrote after whom (ww), who read from whom (wr), who read what
 * another then changed (rw). A cycle of them is an anomaly by Adya's names; real time counts too.
 */
public final class ListAppend {

  private final List<Txn> txns;
  private final Map<String, Map<Integer, Integer>> writers = new HashMap<>();
  private final Map<String, List<Integer>> orders = new TreeMap<>();
  private final List<String> anomalies = new ArrayList<>();

  /** One operation of a transaction. */
  public sealed interface Op {

    /**
     * Appended a number that nobody else appends.
     *
     * @param list the list
     * @param element the number
     */
    record Append(String list, int element) implements Op {}

    /**
     * Read a list, as it was before the transaction's own appends.
     *
     * @param list the list
     * @param elements what it held
     */
    record Read(String list, List<Integer> elements) implements Op {
      /** Copies the elements. */
      public Read {
        elements = List.copyOf(elements);
      }
    }
  }

  /** What became of a transaction. */
  public enum Fate {
    /** It was committed. */
    COMMITTED,
    /** It was refused or given up. */
    ABORTED
  }

  /**
   * A transaction.
   *
   * @param called when it began
   * @param returned when it was over
   * @param fate what became of it
   * @param ops its operations
   */
  public record Txn(long called, long returned, Fate fate, List<Op> ops) {
    /** Copies the operations. */
    public Txn {
      ops = List.copyOf(ops);
    }
  }

  private ListAppend(List<Txn> txns) {
    this.txns = List.copyOf(txns);
  }

  /**
   * Returns the anomalies, none if there are none.
   *
   * @param txns the transactions
   */
  public static List<String> check(List<Txn> txns) {
    ListAppend check = new ListAppend(txns);
    check.collectWriters();
    check.collectOrders();
    if (check.anomalies.isEmpty()) {
      check.collectCycles();
    }
    return check.anomalies;
  }

  private void collectWriters() {
    for (int i = 0; i < txns.size(); i++) {
      for (Op op : txns.get(i).ops()) {
        if (op instanceof Op.Append append) {
          writers.computeIfAbsent(append.list(), list -> new HashMap<>()).put(append.element(), i);
        }
      }
    }
  }

  /** Finds each list's order, and reads of what was aborted, unfinished or out of order. */
  private void collectOrders() {
    for (int i = 0; i < txns.size(); i++) {
      for (Op op : txns.get(i).ops()) {
        if (op instanceof Op.Read read && txns.get(i).fate() == Fate.COMMITTED) {
          requireWritten(i, read);
          List<Integer> order = orders.getOrDefault(read.list(), List.of());
          List<Integer> longer = order.size() >= read.elements().size() ? order : read.elements();
          List<Integer> shorter = longer == order ? read.elements() : order;
          if (!longer.subList(0, shorter.size()).equals(shorter)) {
            anomalies.add(
                "incompatible orders: list "
                    + read.list()
                    + " was read as "
                    + shorter
                    + " and as "
                    + longer);
          }
          orders.put(read.list(), longer);
        }
      }
    }
  }

  private void requireWritten(int reader, Op.Read read) {
    if (new HashSet<>(read.elements()).size() < read.elements().size()) {
      anomalies.add("list " + read.list() + " holds an element twice: " + read.elements());
    }
    for (int element : read.elements()) {
      Optional<Integer> writer = writerOf(read.list(), element);
      if (writer.isEmpty()) {
        anomalies.add("list " + read.list() + " holds " + element + ", which nobody appended");
      } else if (txns.get(writer.get()).fate() == Fate.ABORTED) {
        anomalies.add(
            "G1a, aborted read: list "
                + read.list()
                + " held "
                + element
                + ", whose transaction was not committed");
      }
    }
    if (!read.elements().isEmpty()) {
      int last = read.elements().get(read.elements().size() - 1);
      writerOf(read.list(), last)
          .filter(writer -> writer != reader && lastAppend(writer, read.list()) != last)
          .ifPresent(
              writer ->
                  anomalies.add(
                      "G1b, intermediate read: list "
                          + read.list()
                          + " ended in "
                          + last
                          + ", which its transaction did not append last"));
    }
  }

  private Optional<Integer> writerOf(String list, int element) {
    return Optional.ofNullable(writers.getOrDefault(list, Map.of()).get(element));
  }

  private int lastAppend(int txn, String list) {
    int last = -1;
    for (Op op : txns.get(txn).ops()) {
      if (op instanceof Op.Append append && append.list().equals(list)) {
        last = append.element();
      }
    }
    return last;
  }

  private void collectCycles() {
    Dependencies graph = new Dependencies(txns.size());
    orders.forEach(
        (list, order) -> {
          for (int i = 1; i < order.size(); i++) {
            int before = writerOf(list, order.get(i - 1)).orElseThrow();
            graph.add(before, writerOf(list, order.get(i)).orElseThrow(), Dependencies.Kind.WW);
          }
        });
    for (int i = 0; i < txns.size(); i++) {
      if (txns.get(i).fate() == Fate.COMMITTED) {
        for (Op op : txns.get(i).ops()) {
          if (op instanceof Op.Read read) {
            addReadEdges(graph, i, read);
          }
        }
      }
    }
    addRealTime(graph);
    graph.cycle().ifPresent(cycle -> anomalies.add(describe(cycle)));
  }

  private void addReadEdges(Dependencies graph, int reader, Op.Read read) {
    List<Integer> elements = read.elements();
    if (!elements.isEmpty()) {
      int writer = writerOf(read.list(), elements.get(elements.size() - 1)).orElseThrow();
      graph.add(writer, reader, Dependencies.Kind.WR);
    }
    List<Integer> order = orders.getOrDefault(read.list(), List.of());
    if (elements.size() < order.size()) {
      int next = writerOf(read.list(), order.get(elements.size())).orElseThrow();
      graph.add(reader, next, Dependencies.Kind.RW);
    }
  }

  /**
   * Adds an edge to each transaction from those that were over before it began, but for detours.
   */
  private void addRealTime(Dependencies graph) {
    List<Integer> byCall = new ArrayList<>();
    List<Integer> byReturn = new ArrayList<>();
    for (int i = 0; i < txns.size(); i++) {
      if (txns.get(i).fate() == Fate.COMMITTED) {
        byCall.add(i);
        byReturn.add(i);
      }
    }
    byCall.sort((a, b) -> Long.compare(txns.get(a).called(), txns.get(b).called()));
    byReturn.sort((a, b) -> Long.compare(txns.get(a).returned(), txns.get(b).returned()));
    Set<Integer> latest = new HashSet<>();
    int over = 0;
    for (int next : byCall) {
      while (over < byReturn.size()
          && txns.get(byReturn.get(over)).returned() < txns.get(next).called()) {
        int done = byReturn.get(over++);
        latest.removeIf(other -> txns.get(other).returned() < txns.get(done).called());
        latest.add(done);
      }
      latest.forEach(done -> graph.add(done, next, Dependencies.Kind.REAL_TIME));
    }
  }

  private String describe(List<Dependencies.Edge> cycle) {
    StringBuilder text = new StringBuilder(Dependencies.nameOf(cycle)).append(':');
    for (Dependencies.Edge edge : cycle) {
      text.append("\n      ")
          .append(txns.get(edge.from()).ops())
          .append(" -")
          .append(edge.kind())
          .append("-> ")
          .append(txns.get(edge.to()).ops());
    }
    return text.toString();
  }
}
