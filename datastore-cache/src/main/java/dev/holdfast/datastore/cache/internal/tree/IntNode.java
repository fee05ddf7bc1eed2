package dev.holdfast.datastore.cache.internal.tree;

import java.util.Arrays;

/** A node of a {@link IntSet}'s tree. Its arrays are never changed. */
sealed interface IntNode {

  /** Most numbers of a leaf. */
  int LEAF_WIDTH = 64;

  /** Most children of a branch. */
  int BRANCH_WIDTH = 32;

  int size();

  int first();

  boolean isOverfull();

  boolean isUnderfull();

  IntNode with(int number);

  IntNode without(int number);

  /** Cuts a node into two halves. */
  IntNode[] split();

  /** Joins a node with its right neighbour, of the same height; it may be overfull then. */
  IntNode join(IntNode right);

  /** Returns where a number is among others, or would be. */
  static int indexOf(int[] numbers, int number) {
    int found = Arrays.binarySearch(numbers, number);
    return found >= 0 ? found : -found - 1;
  }

  /** Numbers, ascending. */
  final class Leaf implements IntNode {

    final int[] numbers;

    Leaf(int[] numbers) {
      this.numbers = numbers;
    }

    @Override
    public int size() {
      return numbers.length;
    }

    @Override
    public int first() {
      return numbers[0];
    }

    @Override
    public boolean isOverfull() {
      return numbers.length > LEAF_WIDTH;
    }

    @Override
    public boolean isUnderfull() {
      return numbers.length < LEAF_WIDTH / 4;
    }

    @Override
    public IntNode with(int number) {
      int index = Arrays.binarySearch(numbers, number);
      if (index >= 0) {
        return this;
      }
      int at = -index - 1;
      int[] changed = new int[numbers.length + 1];
      System.arraycopy(numbers, 0, changed, 0, at);
      changed[at] = number;
      System.arraycopy(numbers, at, changed, at + 1, numbers.length - at);
      return new Leaf(changed);
    }

    @Override
    public IntNode without(int number) {
      int index = Arrays.binarySearch(numbers, number);
      if (index < 0) {
        return this;
      }
      int[] changed = new int[numbers.length - 1];
      System.arraycopy(numbers, 0, changed, 0, index);
      System.arraycopy(numbers, index + 1, changed, index, changed.length - index);
      return new Leaf(changed);
    }

    @Override
    public IntNode[] split() {
      int half = numbers.length / 2;
      return new IntNode[] {
        new Leaf(Arrays.copyOf(numbers, half)),
        new Leaf(Arrays.copyOfRange(numbers, half, numbers.length))
      };
    }

    @Override
    public IntNode join(IntNode right) {
      int[] others = ((Leaf) right).numbers;
      int[] joined = Arrays.copyOf(numbers, numbers.length + others.length);
      System.arraycopy(others, 0, joined, numbers.length, others.length);
      return new Leaf(joined);
    }
  }

  /** Nodes of one height, by their least numbers. */
  final class Branch implements IntNode {

    final IntNode[] children;
    private final int[] firsts;
    private final int[] before; // how many numbers precede each child, and how many there are

    Branch(IntNode[] children) {
      this.children = children;
      this.firsts = new int[children.length];
      this.before = new int[children.length + 1];
      for (int i = 0; i < children.length; i++) {
        firsts[i] = children[i].first();
        before[i + 1] = before[i] + children[i].size();
      }
    }

    /** Returns how many numbers precede those of a child. */
    int before(int child) {
      return before[child];
    }

    /** Returns the index of the child where a number is, or would be. */
    int childOf(int number) {
      int found = Arrays.binarySearch(firsts, number);
      return found >= 0 ? found : Math.max(0, -found - 2);
    }

    @Override
    public int size() {
      return before[children.length];
    }

    @Override
    public int first() {
      return firsts[0];
    }

    @Override
    public boolean isOverfull() {
      return children.length > BRANCH_WIDTH;
    }

    @Override
    public boolean isUnderfull() {
      return children.length < BRANCH_WIDTH / 4;
    }

    @Override
    public IntNode with(int number) {
      int index = childOf(number);
      IntNode child = children[index].with(number);
      if (child == children[index]) {
        return this;
      }
      return child.isOverfull()
          ? replaced(index, index + 1, child.split())
          : replaced(index, index + 1, child);
    }

    @Override
    public IntNode without(int number) {
      int index = childOf(number);
      IntNode child = children[index].without(number);
      if (child == children[index]) {
        return this;
      }
      if (!child.isUnderfull() || children.length == 1) {
        return replaced(index, index + 1, child);
      }
      int left = index > 0 ? index - 1 : 0;
      IntNode joined = index > 0 ? children[left].join(child) : child.join(children[1]);
      return joined.isOverfull()
          ? replaced(left, left + 2, joined.split())
          : replaced(left, left + 2, joined);
    }

    private Branch replaced(int from, int until, IntNode... nodes) {
      IntNode[] changed = new IntNode[children.length - (until - from) + nodes.length];
      System.arraycopy(children, 0, changed, 0, from);
      System.arraycopy(nodes, 0, changed, from, nodes.length);
      System.arraycopy(children, until, changed, from + nodes.length, children.length - until);
      return new Branch(changed);
    }

    @Override
    public IntNode[] split() {
      int half = children.length / 2;
      return new IntNode[] {
        new Branch(Arrays.copyOf(children, half)),
        new Branch(Arrays.copyOfRange(children, half, children.length))
      };
    }

    @Override
    public IntNode join(IntNode right) {
      IntNode[] others = ((Branch) right).children;
      IntNode[] joined = Arrays.copyOf(children, children.length + others.length);
      System.arraycopy(others, 0, joined, children.length, others.length);
      return new Branch(joined);
    }
  }
}
