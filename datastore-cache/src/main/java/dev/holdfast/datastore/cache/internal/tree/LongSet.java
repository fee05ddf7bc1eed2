package dev.holdfast.datastore.cache.internal.tree;

import dev.holdfast.datastore.cache.internal.tree.LongNode.Branch;
import dev.holdfast.datastore.cache.internal.tree.LongNode.Leaf;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/**
 * A persistent sorted set of longs that counts a range in logarithmic time.
 *
 * <p>A B+ tree whose leaves hold up to {@value LongNode#LEAF_WIDTH} numbers in arrays of exactly
 * their length: 9 to 12 bytes for each number.
 */
public final class LongSet {

  /** Changing one number in this many makes it cheaper to build a set anew. */
  private static final int REBUILD_SHARE = 16;

  private static final LongSet EMPTY = new LongSet(new Leaf(new long[0]));

  private final LongNode root;

  private LongSet(LongNode root) {
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
    LongNode node = root;
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
    LongNode node = root;
    while (node instanceof Branch branch) {
      int child = branch.childOf(bound);
      count += branch.before(child);
      node = branch.children[child];
    }
    return count + LongNode.indexOf(((Leaf) node).numbers, bound);
  }

  /**
   * Returns the least number from one on, if there is any.
   *
   * @param from the least number that will do, inclusive
   */
  public OptionalLong ceiling(long from) {
    LongNode node = root;
    LongNode right = EMPTY.root;
    while (node instanceof Branch branch) {
      int child = branch.childOf(from);
      if (child + 1 < branch.children.length) {
        right = branch.children[child + 1];
      }
      node = branch.children[child];
    }
    long[] numbers = ((Leaf) node).numbers;
    int index = LongNode.indexOf(numbers, from);
    if (index < numbers.length) {
      return OptionalLong.of(numbers[index]);
    }
    return right.size() == 0 ? OptionalLong.empty() : OptionalLong.of(right.first());
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
    LongNode changed = root.with(number);
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
    LongNode changed = root.without(number);
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
  private static LongNode build(long[] numbers, int count) {
    if (count <= LongNode.LEAF_WIDTH) {
      return new Leaf(Arrays.copyOf(numbers, count));
    }
    int width = (count + LongNode.LEAF_WIDTH - 1) / LongNode.LEAF_WIDTH;
    LongNode[] level = new LongNode[width];
    for (int i = 0; i < width; i++) {
      level[i] =
          new Leaf(Arrays.copyOfRange(numbers, share(count, width, i), share(count, width, i + 1)));
    }
    while (level.length > 1) {
      int parents = (level.length + LongNode.BRANCH_WIDTH - 1) / LongNode.BRANCH_WIDTH;
      LongNode[] above = new LongNode[parents];
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

  /** Numbers in order, by the path to the leaf that they are in. */
  private static final class Numbers implements PrimitiveIterator.OfLong {

    /** Enough for any set: every branch but the root has at least eight children. */
    private static final int MAX_HEIGHT = 12;

    private final Branch[] path = new Branch[MAX_HEIGHT];
    private final int[] positions = new int[MAX_HEIGHT];
    private int height;
    private long[] numbers = {};
    private int next;

    Numbers(LongNode root, long from) {
      LongNode node = root;
      while (node instanceof Branch branch) {
        int child = branch.childOf(from);
        push(branch, child);
        node = branch.children[child];
      }
      numbers = ((Leaf) node).numbers;
      next = LongNode.indexOf(numbers, from);
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
      LongNode node = path[height - 1].children[++positions[height - 1]];
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
