package dev.holdfast.datastore.cache.internal.tree;

import dev.holdfast.datastore.cache.internal.tree.IntNode.Branch;
import dev.holdfast.datastore.cache.internal.tree.IntNode.Leaf;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;

/**
 * A persistent sorted set of whole numbers that counts a range in logarithmic time.
 *
 * <p>A B+ tree whose leaves hold up to {@value IntNode#LEAF_WIDTH} numbers in arrays of exactly
 * their length: 5 to 7 bytes for each number.
 */
public final class IntSet {

  /** Changing one number in this many makes it cheaper to build a set anew. */
  private static final int REBUILD_SHARE = 16;

  private static final IntSet EMPTY = new IntSet(new Leaf(new int[0]));

  private final IntNode root;

  private IntSet(IntNode root) {
    this.root = root;
  }

  /** Returns the set of no numbers. */
  public static IntSet empty() {
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
  public boolean contains(int number) {
    IntNode node = root;
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
  public int countBelow(int bound) {
    int count = 0;
    IntNode node = root;
    while (node instanceof Branch branch) {
      int child = branch.childOf(bound);
      count += branch.before(child);
      node = branch.children[child];
    }
    return count + IntNode.indexOf(((Leaf) node).numbers, bound);
  }

  /**
   * Returns the least number from one on, if there is any.
   *
   * @param from the least number that will do, inclusive
   */
  public OptionalInt ceiling(int from) {
    IntNode node = root;
    IntNode right = EMPTY.root;
    while (node instanceof Branch branch) {
      int child = branch.childOf(from);
      if (child + 1 < branch.children.length) {
        right = branch.children[child + 1];
      }
      node = branch.children[child];
    }
    int[] numbers = ((Leaf) node).numbers;
    int index = IntNode.indexOf(numbers, from);
    if (index < numbers.length) {
      return OptionalInt.of(numbers[index]);
    }
    return right.size() == 0 ? OptionalInt.empty() : OptionalInt.of(right.first());
  }

  /**
   * Returns the numbers from one on, ascending.
   *
   * @param from the least number, inclusive
   */
  public PrimitiveIterator.OfInt iterator(int from) {
    return new Numbers(root, from);
  }

  /**
   * Returns this set with one more number.
   *
   * @param number the number
   */
  public IntSet with(int number) {
    IntNode changed = root.with(number);
    if (changed == root) {
      return this;
    }
    return new IntSet(changed.isOverfull() ? new Branch(changed.split()) : changed);
  }

  /**
   * Returns this set without a number.
   *
   * @param number the number
   */
  public IntSet without(int number) {
    IntNode changed = root.without(number);
    if (changed == root) {
      return this;
    }
    while (changed instanceof Branch branch && branch.children.length == 1) {
      changed = branch.children[0];
    }
    return new IntSet(changed);
  }

  /**
   * Returns this set without some numbers and with others.
   *
   * @param removed the numbers to take away, ascending, each of which is there
   * @param added the numbers to add, ascending, none of which is taken away
   */
  public IntSet change(int[] removed, int[] added) {
    if ((long) (removed.length + added.length) * REBUILD_SHARE >= size()) {
      return rebuilt(removed, added);
    }
    IntSet changed = this;
    for (int number : removed) {
      changed = changed.without(number);
    }
    for (int number : added) {
      changed = changed.with(number);
    }
    return changed;
  }

  /** Returns the numbers in an array of their own, ascending. */
  public int[] toArray() {
    int[] all = new int[size()];
    int i = 0;
    for (PrimitiveIterator.OfInt numbers = iterator(Integer.MIN_VALUE); numbers.hasNext(); ) {
      all[i++] = numbers.nextInt();
    }
    return all;
  }

  private IntSet rebuilt(int[] removed, int[] added) {
    if (removed.length == 0 && added.length == 0) {
      return this;
    }
    int[] merged = new int[size() + added.length];
    int count = 0;
    int a = 0;
    int r = 0;
    for (PrimitiveIterator.OfInt all = iterator(Integer.MIN_VALUE); all.hasNext(); ) {
      int number = all.nextInt();
      if (r < removed.length && removed[r] == number) {
        r++;
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
    return new IntSet(build(merged, count));
  }

  private static int append(int[] numbers, int count, int number) {
    if (count > 0 && numbers[count - 1] == number) {
      return count;
    }
    numbers[count] = number;
    return count + 1;
  }

  /** Builds a tree of evenly filled nodes. */
  private static IntNode build(int[] numbers, int count) {
    if (count <= IntNode.LEAF_WIDTH) {
      return new Leaf(Arrays.copyOf(numbers, count));
    }
    int width = (count + IntNode.LEAF_WIDTH - 1) / IntNode.LEAF_WIDTH;
    IntNode[] level = new IntNode[width];
    for (int i = 0; i < width; i++) {
      level[i] =
          new Leaf(Arrays.copyOfRange(numbers, share(count, width, i), share(count, width, i + 1)));
    }
    while (level.length > 1) {
      int parents = (level.length + IntNode.BRANCH_WIDTH - 1) / IntNode.BRANCH_WIDTH;
      IntNode[] above = new IntNode[parents];
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
  private static final class Numbers implements PrimitiveIterator.OfInt {

    /** Enough for any set: every branch but the root has at least eight children. */
    private static final int MAX_HEIGHT = 12;

    private final Branch[] path = new Branch[MAX_HEIGHT];
    private final int[] positions = new int[MAX_HEIGHT];
    private int height;
    private int[] numbers = {};
    private int next;

    Numbers(IntNode root, int from) {
      IntNode node = root;
      while (node instanceof Branch branch) {
        int child = branch.childOf(from);
        push(branch, child);
        node = branch.children[child];
      }
      numbers = ((Leaf) node).numbers;
      next = IntNode.indexOf(numbers, from);
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
      IntNode node = path[height - 1].children[++positions[height - 1]];
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
    public int nextInt() {
      if (next >= numbers.length) {
        throw new NoSuchElementException();
      }
      int number = numbers[next++];
      settle();
      return number;
    }
  }
}
