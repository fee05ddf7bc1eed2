package dev.holdfast.conformance.blackbox;

import dev.holdfast.store.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Searches an order of a register's operations that fits their answers and real time.
 *
 * <p>The search of Wing and Gong with Lowe's memory of the states that were tried. Exponential at
 * worst; quick where few operations overlap.
 */
final class Linearizability {

  /**
   * One operation on a register.
   *
   * @param called when it was called
   * @param returned when it was answered; {@link Long#MAX_VALUE} if never
   * @param requires what the register must hold before, where the answer tells it
   * @param writes what it holds after, where the operation changes it
   * @param text the operation, for people
   */
  record Step(
      long called,
      long returned,
      Optional<Optional<Bytes>> requires,
      Optional<Optional<Bytes>> writes,
      String text) {}

  /** A call or a return, in a list from which calls are lifted and put back. */
  private static final class Node {
    final int id;
    final Step step;
    final boolean call;
    Node before = this;
    Node after = this;
    Node other = this;

    Node(int id, Step step, boolean call) {
      this.id = id;
      this.step = step;
      this.call = call;
    }

    long time() {
      return call ? step.called() : step.returned();
    }

    void lift() {
      unlink();
      other.unlink();
    }

    void putBack() {
      other.link();
      link();
    }

    private void unlink() {
      before.after = after;
      after.before = before;
    }

    private void link() {
      before.after = this;
      after.before = this;
    }
  }

  /** What was tried: a set of operations in some order, and the state it led to. */
  private record Tried(BitSet done, Optional<Bytes> state) {}

  /** An operation that was taken next, and the state before it. */
  private record Taken(Node call, Optional<Bytes> state) {}

  private Linearizability() {}

  /** Returns whether there is such an order, for a register that holds nothing at first. */
  static boolean holds(List<Step> steps) {
    Node end = list(steps);
    Set<Tried> tried = new HashSet<>();
    Deque<Taken> taken = new ArrayDeque<>();
    BitSet done = new BitSet(steps.size());
    Optional<Bytes> state = Optional.empty();
    Node node = end.after;
    while (end.after != end) {
      if (node.call) {
        boolean fits = node.step.requires().isEmpty() || node.step.requires().get().equals(state);
        Optional<Bytes> next = node.step.writes().orElse(state);
        BitSet with = (BitSet) done.clone();
        with.set(node.id);
        if (fits && tried.add(new Tried(with, next))) {
          taken.push(new Taken(node, state));
          state = next;
          done.set(node.id);
          node.lift();
          node = end.after;
        } else {
          node = node.after;
        }
      } else {
        // An operation has returned and could not be placed: take back the last one.
        if (taken.isEmpty()) {
          return false;
        }
        Taken last = taken.pop();
        state = last.state();
        done.clear(last.call().id);
        last.call().putBack();
        node = last.call().after;
      }
    }
    return true;
  }

  /** Links calls and returns by time, in a ring that begins and ends with the node returned. */
  private static Node list(List<Step> steps) {
    List<Node> nodes = new ArrayList<>();
    for (int id = 0; id < steps.size(); id++) {
      Node call = new Node(id, steps.get(id), true);
      Node back = new Node(id, steps.get(id), false);
      call.other = back;
      back.other = call;
      nodes.add(call);
      nodes.add(back);
    }
    nodes.sort(Comparator.comparingLong(Node::time));
    Node end = new Node(-1, new Step(0, 0, Optional.empty(), Optional.empty(), "the end"), false);
    Node last = end;
    for (Node node : nodes) {
      node.before = last;
      last.after = node;
      last = node;
    }
    last.after = end;
    end.before = last;
    return end;
  }
}
