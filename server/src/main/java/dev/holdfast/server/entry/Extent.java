package dev.holdfast.server.entry;

import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.RegistrationEntry;

/** How much some entries are. */
final class Extent {

  /** About what an entry takes in a commit besides its characters. */
  private static final int BYTES_BESIDE = 400;

  private int entries;
  private long operations = 1;
  private long characters;

  /** Adds an entry. */
  void add(RegistrationEntry entry) {
    add(new Item(entries, entry));
  }

  /** Adds an entry. */
  void add(Item item) {
    entries++;
    operations += item.operations();
    characters += item.characters();
  }

  /** Returns how many entries there are. */
  int entries() {
    return entries;
  }

  /** Returns whether the entries may fit one commit: only the commit can tell. */
  boolean mayFit(DataStoreLimits limits) {
    return entries <= 1
        || (operations <= limits.maxCommitOperations() && characters <= limits.maxCommitBytes());
  }

  /** Returns whether one more will still fit the commit, as far as can be told. */
  boolean hasRoomFor(Item item, DataStoreLimits limits) {
    return operations + item.operations() <= limits.maxCommitOperations()
        && characters + item.characters() + (entries + 1L) * BYTES_BESIDE
            <= limits.maxCommitBytes();
  }
}
