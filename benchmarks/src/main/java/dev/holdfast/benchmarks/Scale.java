package dev.holdfast.benchmarks;

import dev.holdfast.fleet.FleetSize;
import picocli.CommandLine.Option;

/** The options that tell how large a fleet is. */
final class Scale {

  static final int QUICK = 100_000;
  static final int FULL = 1_000_000;

  @Option(names = "--quick", description = "100,000 entries; the default.")
  private boolean quick;

  @Option(names = "--full", description = "1,000,000 entries.")
  private boolean full;

  @Option(
      converter = Loads.Positive.class,
      names = "--entries",
      description = "Another number of entries, from 1000 to 1000000.")
  private int entries = QUICK;

  /** Returns how many entries there are. */
  int entries() {
    if (quick && full) {
      throw new IllegalArgumentException("--quick and --full are given; choose one");
    }
    int chosen = full ? FULL : quick ? QUICK : entries;
    if (chosen < 1_000) {
      throw new IllegalArgumentException("--entries is " + chosen + "; it is at least 1000");
    }
    return chosen;
  }

  /** Returns the size of the fleet: a node for every four entries. */
  FleetSize fleet() {
    return FleetSize.of(entries());
  }

  /** Returns a time that is allowed a million entries, for as many as there are. */
  double share(double ofTheMillion) {
    return ofTheMillion * entries() / FULL;
  }
}
