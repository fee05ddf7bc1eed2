package dev.holdfast.store.memory;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A persistent sorted map of entries: changing it makes a new one that shares all but a path of
 * nodes with the old.
 *
 * <p>A weight-balanced tree (Adams 1992, with the parameters proved sound by Hirai and Yamamoto
 * 2011): no subtree weighs more than {@value #DELTA} times its sibling. Immutable, so thread-safe.
 */
final class EntryTree {

  static final EntryTree EMPTY = new EntryTree(null);

  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  private final @Nullable Node root;

  private EntryTree(@Nullable Node root) {
    this.root = root;
  }

  Optional<KeyValue> get(Bytes key) {
    Node node = root;
    while (node != null) {
      int order = key.compareTo(node.entry.key());
      if (order == 0) {
        return Optional.of(node.entry);
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  EntryTree with(KeyValue entry) {
    return new EntryTree(insert(root, entry));
  }

  EntryTree without(Bytes key) {
    return get(key).isEmpty() ? this : new EntryTree(remove(root, key));
  }

  /** Returns how many keys lie in an interval, in logarithmic time. */
  long count(KeyInterval interval) {
    if (interval.isEmpty()) {
      return 0;
    }
    long below = interval.until().map(this::countBelow).orElse((long) size(root));
    return below - countBelow(interval.from());
  }

  /** Gives the entries of an interval to a visitor, in key order, until it returns false. */
  void visit(KeyInterval interval, Predicate<KeyValue> visitor) {
    if (interval.isOneKey()) {
      var unused = get(interval.from()).filter(visitor); // there is nothing to go on to
    } else {
      visit(root, interval, visitor);
    }
  }

  private static boolean visit(
      @Nullable Node node, KeyInterval interval, Predicate<KeyValue> visitor) {
    if (node == null) {
      return true;
    }
    Bytes key = node.entry.key();
    boolean belowEnd = interval.until().isEmpty() || key.compareTo(interval.until().get()) < 0;
    boolean aboveStart = key.compareTo(interval.from()) >= 0;
    if (aboveStart && !visit(node.left, interval, visitor)) {
      return false;
    }
    if (aboveStart && belowEnd && !visitor.test(node.entry)) {
      return false;
    }
    return !belowEnd || visit(node.right, interval, visitor);
  }

  private long countBelow(Bytes bound) {
    long count = 0;
    Node node = root;
    while (node != null) {
      if (node.entry.key().compareTo(bound) < 0) {
        count += size(node.left) + 1;
        node = node.right;
      } else {
        node = node.left;
      }
    }
    return count;
  }

  private static int size(@Nullable Node node) {
    return node == null ? 0 : node.size;
  }

  private static Node insert(@Nullable Node node, KeyValue entry) {
    if (node == null) {
      return new Node(null, entry, null);
    }
    int order = entry.key().compareTo(node.entry.key());
    if (order == 0) {
      return new Node(node.left, entry, node.right);
    }
    return order < 0
        ? balance(insert(node.left, entry), node.entry, node.right)
        : balance(node.left, node.entry, insert(node.right, entry));
  }

  private static @Nullable Node remove(@Nullable Node node, Bytes key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.entry.key());
    if (order < 0) {
      return balance(remove(node.left, key), node.entry, node.right);
    }
    if (order > 0) {
      return balance(node.left, node.entry, remove(node.right, key));
    }
    if (node.left == null) {
      return node.right;
    }
    if (node.right == null) {
      return node.left;
    }
    KeyValue successor = first(node.right);
    return balance(node.left, successor, remove(node.right, successor.key()));
  }

  private static KeyValue first(Node node) {
    Node least = node;
    while (least.left != null) {
      least = least.left;
    }
    return least.entry;
  }

  private static Node balance(@Nullable Node left, KeyValue entry, @Nullable Node right) {
    int leftWeight = size(left) + 1;
    int rightWeight = size(right) + 1;
    if (right != null && rightWeight > DELTA * leftWeight) {
      return rotateLeft(left, entry, right);
    }
    if (left != null && leftWeight > DELTA * rightWeight) {
      return rotateRight(left, entry, right);
    }
    return new Node(left, entry, right);
  }

  private static Node rotateLeft(@Nullable Node left, KeyValue entry, Node right) {
    Node inner = right.left;
    if (inner == null || size(inner) + 1 < GAMMA * (size(right.right) + 1)) {
      return new Node(new Node(left, entry, inner), right.entry, right.right);
    }
    return new Node(
        new Node(left, entry, inner.left),
        inner.entry,
        new Node(inner.right, right.entry, right.right));
  }

  private static Node rotateRight(Node left, KeyValue entry, @Nullable Node right) {
    Node inner = left.right;
    if (inner == null || size(inner) + 1 < GAMMA * (size(left.left) + 1)) {
      return new Node(left.left, left.entry, new Node(inner, entry, right));
    }
    return new Node(
        new Node(left.left, left.entry, inner.left),
        inner.entry,
        new Node(inner.right, entry, right));
  }

  /** An entry with the lesser ones on its left and the greater ones on its right. */
  private static final class Node {

    private final @Nullable Node left;
    private final KeyValue entry;
    private final @Nullable Node right;
    private final int size;

    Node(@Nullable Node left, KeyValue entry, @Nullable Node right) {
      this.left = left;
      this.entry = entry;
      this.right = right;
      this.size = size(left) + 1 + size(right);
    }
  }
}
