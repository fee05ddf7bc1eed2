package dev.holdfast.fleet;

/**
 * How large a fleet is. Made from {@link #of}.
 *
 * @param entries how many registration entries it has
 * @param nodes how many nodes it has
 */
public record FleetSize(int entries, int nodes) {

  /** The fewest entries. */
  public static final int LEAST_ENTRIES = 100;

  /** The most entries. */
  public static final int MOST_ENTRIES = 1_000_000;

  /** The most nodes. */
  public static final int MOST_NODES = 250_000;

  private static final int ENTRIES_PER_NODE = 4;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one of them is outside of its range
   */
  public FleetSize {
    require("entries", entries, LEAST_ENTRIES, MOST_ENTRIES);
    require("nodes", nodes, 1, MOST_NODES);
  }

  private static void require(String field, int number, int least, int most) {
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "a fleet of " + number + " " + field + ": there are from " + least + " to " + most);
    }
  }

  /**
   * Returns the size of a fleet with a node for every four entries.
   *
   * @param entries how many entries it has
   * @throws IllegalArgumentException if they are fewer than {@value #LEAST_ENTRIES} or more than
   *     {@value #MOST_ENTRIES}
   */
  public static FleetSize of(int entries) {
    return new FleetSize(entries, Math.max(1, entries / ENTRIES_PER_NODE));
  }

  /**
   * Returns the same size with other nodes.
   *
   * @param number how many
   * @throws IllegalArgumentException if they are none or more than {@value #MOST_NODES}
   */
  public FleetSize withNodes(int number) {
    return new FleetSize(entries, number);
  }
}
