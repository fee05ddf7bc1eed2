package dev.holdfast.datastore.cache.internal.tree;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;

/**
 * A persistent sorted set of longs that counts a range in logarithmic time.
 *
 * <p>A B+ tree whose leaves hold up to {@value #LEAF_WIDTH} numbers in arrays of exactly their
 * length: 9 to 12 bytes for each number.
 */
public final class LongSet {

  static final int LEAF_WIDTH = 64;
  static final int BRANCH_WIDTH = 32;

  /** Changing one number in this many makes it cheaper to build a set anew. */
  private static final int REBUILD_SHARE = 16;

  private static final LongSet EMPTY = new LongSet(new Leaf(new long[0]));

  private final Node root;

  private LongSet(Node root) {
    this.root = root;
  }

  /** Returns the set of no numbers. */
  public static LongSet empty() {
    return EMPTY;
  }

  /** Returns how many numbers there are. */
  public int size() {
    return root.size();
  }

  /**
   * Returns whether a number is there.
   *
   * @param number the number
   */
  public boolean contains(long number) {
    Node node = root;
    while (node instanceof Branch branch) {
      node = branch.children[branch.childOf(number)];
    }
    return Arrays.binarySearch(((Leaf) node).numbers, number) >= 0;
  }

  /**
   * Returns how many numbers are less than one.
   *
   * @param bound the bound, exclusive
   */
  public int countBelow(long bound) {
    int count = 0;
    Node node = root;
    while (node instanceof Branch branch) {
      int child = branch.childOf(bound);
      for (int i = 0; i < child; i++) {
        count += branch.children[i].size();
      }
      node = branch.children[child];
    }
    return count + indexOf(((Leaf) node).numbers, bound);
  }

  /**
   * Returns the numbers from one on, ascending.
   *
   * @param from the least number, inclusive
   */
  public PrimitiveIterator.OfLong iterator(long from) {
    return new Numbers(root, from);
  }

  /**
   * Returns this set with one more number.
   *
   * @param number the number
   */
  public LongSet with(long number) {
    Node changed = root.with(number);
    if (changed == root) {
      return this;
    }
    return new LongSet(changed.isOverfull() ? new Branch(changed.split()) : changed);
  }

  /**
   * Returns this set without a number.
   *
   * @param number the number
   */
  public LongSet without(long number) {
    Node changed = root.without(number);
    if (changed == root) {
      return this;
    }
    while (changed instanceof Branch branch && branch.children.length == 1) {
      changed = branch.children[0];
    }
    return new LongSet(changed);
  }

  /**
   * Returns this set without some numbers and with others; a number that is in both stays.
   *
   * @param removed the numbers to take away, each of which is there
   * @param added the numbers to add
   */
  public LongSet change(LongList removed, LongList added) {
    long[] without = removed.sorted();
    long[] with = added.sorted();
    long[] lost = minus(without, with);
    long[] gained = minus(with, without);
    if ((long) (lost.length + gained.length) * REBUILD_SHARE >= size()) {
      return rebuilt(lost, gained);
    }
    LongSet changed = this;
    for (long number : lost) {
      changed = changed.without(number);
    }
    for (long number : gained) {
      changed = changed.with(number);
    }
    return changed;
  }

  private static long[] minus(long[] numbers, long[] others) {
    if (numbers.length == 0 || others.length == 0) {
      return numbers;
    }
    return Arrays.stream(numbers).filter(n -> Arrays.binarySearch(others, n) < 0).toArray();
  }

  private LongSet rebuilt(long[] removed, long[] added) {
    if (removed.length == 0 && added.length == 0) {
      return this;
    }
    long[] merged = new long[size() + added.length];
    int count = 0;
    int a = 0;
    for (PrimitiveIterator.OfLong all = iterator(Long.MIN_VALUE); all.hasNext(); ) {
      long number = all.nextLong();
      if (Arrays.binarySearch(removed, number) >= 0) {
        continue;
      }
      for (; a < added.length && added[a] < number; a++) {
        count = append(merged, count, added[a]);
      }
      count = append(merged, count, number);
    }
    for (; a < added.length; a++) {
      count = append(merged, count, added[a]);
    }
    return new LongSet(build(merged, count));
  }

  private static int append(long[] numbers, int count, long number) {
    if (count > 0 && numbers[count - 1] == number) {
      return count;
    }
    numbers[count] = number;
    return count + 1;
  }

  /** Builds a tree of evenly filled nodes. */
  private static Node build(long[] numbers, int count) {
    if (count <= LEAF_WIDTH) {
      return new Leaf(Arrays.copyOf(numbers, count));
    }
    int width = (count + LEAF_WIDTH - 1) / LEAF_WIDTH;
    Node[] level = new Node[width];
    for (int i = 0; i < width; i++) {
      level[i] =
          new Leaf(Arrays.copyOfRange(numbers, share(count, width, i), share(count, width, i + 1)));
    }
    while (level.length > 1) {
      int parents = (level.length + BRANCH_WIDTH - 1) / BRANCH_WIDTH;
      Node[] above = new Node[parents];
      for (int i = 0; i < parents; i++) {
        above[i] =
            new Branch(
                Arrays.copyOfRange(
                    level, share(level.length, parents, i), share(level.length, parents, i + 1)));
      }
      level = above;
    }
    return level[0];
  }

  /** Returns where the part with an index begins when a whole is cut evenly. */
  private static int share(int whole, int parts, int index) {
    return (int) ((long) whole * index / parts);
  }

  private static int indexOf(long[] numbers, long number) {
    int found = Arrays.binarySearch(numbers, number);
    return found >= 0 ? found : -found - 1;
  }

  private sealed interface Node permits Leaf, Branch {

    int size();

    long first();

    boolean isOverfull();

    boolean isUnderfull();

    Node with(long number);

    Node without(long number);

    /** Cuts a node into two halves. */
    Node[] split();

    /** Joins a node with its right neighbour, of the same height; it may be overfull then. */
    Node join(Node right);
  }

  private static final class Leaf implements Node {

    private final long[] numbers;

    Leaf(long[] numbers) {
      this.numbers = numbers;
    }

    @Override
    public int size() {
      return numbers.length;
    }

    @Override
    public long first() {
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
    public Node with(long number) {
      int index = Arrays.binarySearch(numbers, number);
      if (index >= 0) {
        return this;
      }
      int at = -index - 1;
      long[] changed = new long[numbers.length + 1];
      System.arraycopy(numbers, 0, changed, 0, at);
      changed[at] = number;
      System.arraycopy(numbers, at, changed, at + 1, numbers.length - at);
      return new Leaf(changed);
    }

    @Override
    public Node without(long number) {
      int index = Arrays.binarySearch(numbers, number);
      if (index < 0) {
        return this;
      }
      long[] changed = new long[numbers.length - 1];
      System.arraycopy(numbers, 0, changed, 0, index);
      System.arraycopy(numbers, index + 1, changed, index, changed.length - index);
      return new Leaf(changed);
    }

    @Override
    public Node[] split() {
      int half = numbers.length / 2;
      return new Node[] {
        new Leaf(Arrays.copyOf(numbers, half)),
        new Leaf(Arrays.copyOfRange(numbers, half, numbers.length))
      };
    }

    @Override
    public Node join(Node right) {
      long[] others = ((Leaf) right).numbers;
      long[] joined = Arrays.copyOf(numbers, numbers.length + others.length);
      System.arraycopy(others, 0, joined, numbers.length, others.length);
      return new Leaf(joined);
    }
  }

  private static final class Branch implements Node {

    private final Node[] children;
    private final long[] firsts;
    private final int size;

    Branch(Node[] children) {
      this.children = children;
      this.firsts = new long[children.length];
      int total = 0;
      for (int i = 0; i < children.length; i++) {
        firsts[i] = children[i].first();
        total += children[i].size();
      }
      this.size = total;
    }

    /** Returns the index of the child where a number is, or would be. */
    int childOf(long number) {
      int found = Arrays.binarySearch(firsts, number);
      return found >= 0 ? found : Math.max(0, -found - 2);
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public long first() {
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
    public Node with(long number) {
      int index = childOf(number);
      Node child = children[index].with(number);
      if (child == children[index]) {
        return this;
      }
      return child.isOverfull()
          ? replaced(index, index + 1, child.split())
          : replaced(index, index + 1, child);
    }

    @Override
    public Node without(long number) {
      int index = childOf(number);
      Node child = children[index].without(number);
      if (child == children[index]) {
        return this;
      }
      if (!child.isUnderfull() || children.length == 1) {
        return replaced(index, index + 1, child);
      }
      int left = index > 0 ? index - 1 : 0;
      Node joined = index > 0 ? children[left].join(child) : child.join(children[1]);
      return joined.isOverfull()
          ? replaced(left, left + 2, joined.split())
          : replaced(left, left + 2, joined);
    }

    private Branch replaced(int from, int until, Node... nodes) {
      Node[] changed = new Node[children.length - (until - from) + nodes.length];
      System.arraycopy(children, 0, changed, 0, from);
      System.arraycopy(nodes, 0, changed, from, nodes.length);
      System.arraycopy(children, until, changed, from + nodes.length, children.length - until);
      return new Branch(changed);
    }

    @Override
    public Node[] split() {
      int half = children.length / 2;
      return new Node[] {
        new Branch(Arrays.copyOf(children, half)),
        new Branch(Arrays.copyOfRange(children, half, children.length))
      };
    }

    @Override
    public Node join(Node right) {
      Node[] others = ((Branch) right).children;
      Node[] joined = Arrays.copyOf(children, children.length + others.length);
      System.arraycopy(others, 0, joined, children.length, others.length);
      return new Branch(joined);
    }
  }

  /** Numbers in order, by the path to the leaf that they are in. */
  private static final class Numbers implements PrimitiveIterator.OfLong {

    /** Enough for any set: every branch but the root has at least eight children. */
    private static final int MAX_HEIGHT = 12;

    private final Branch[] path = new Branch[MAX_HEIGHT];
    private final int[] positions = new int[MAX_HEIGHT];
    private int height;
    private long[] numbers = {};
    private int next;

    Numbers(Node root, long from) {
      Node node = root;
      while (node instanceof Branch branch) {
        int child = branch.childOf(from);
        push(branch, child);
        node = branch.children[child];
      }
      numbers = ((Leaf) node).numbers;
      next = indexOf(numbers, from);
      settle();
    }

    private void push(Branch branch, int child) {
      path[height] = branch;
      positions[height] = child;
      height++;
    }

    /** Goes on to the next leaf when this one is used up. */
    private void settle() {
      if (next < numbers.length) {
        return;
      }
      while (height > 0 && positions[height - 1] == path[height - 1].children.length - 1) {
        height--;
      }
      if (height == 0) {
        return;
      }
      Node node = path[height - 1].children[++positions[height - 1]];
      while (node instanceof Branch branch) {
        push(branch, 0);
        node = branch.children[0];
      }
      numbers = ((Leaf) node).numbers;
      next = 0;
    }

    @Override
    public boolean hasNext() {
      return next < numbers.length;
    }

    @Override
    public long nextLong() {
      if (next >= numbers.length) {
        throw new NoSuchElementException();
      }
      long number = numbers[next++];
      settle();
      return number;
    }
  }
}
