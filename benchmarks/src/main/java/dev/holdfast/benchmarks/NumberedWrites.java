package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.IdentityRecord;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Writes that go round the entries of a fleet, each of which leaves its number in the entry's hint.
 *
 * @param ids the ids of the entries
 */
record NumberedWrites(List<String> ids) {

  private static final String HINT = "write-";
  private static final String WARM_UP_HINT = "before-";
  private static final FleetSize SIZE = FleetSize.of(10_000);

  /** Returns the fleet that is written to. */
  static Fleet fleet() {
    return FleetWorld.fleet(SIZE);
  }

  static NumberedWrites ofFleet() {
    Fleet fleet = fleet();
    return new NumberedWrites(
        IntStream.range(0, SIZE.entries()).mapToObj(i -> fleet.entry(i).id()).toList());
  }

  private String id(int number) {
    return ids.get(number % ids.size());
  }

  void write(DataStore dataStore, int number) {
    write(dataStore, number, HINT);
  }

  /** Makes a write like those that count, which does not. */
  void warmUp(DataStore dataStore, int number) {
    write(dataStore, number, WARM_UP_HINT);
  }

  private void write(DataStore dataStore, int number, String hint) {
    EntryUpdate update =
        EntryUpdate.of(
            RegistrationEntry.builder().hint(hint + number), EnumSet.of(EntryField.HINT));
    var unused = dataStore.entries().update(id(number), update, Expectation.any());
  }

  /** Returns the number of the write that left a record as it is, if one did. */
  static OptionalInt number(Optional<Stored<? extends IdentityRecord>> record) {
    return record.isPresent()
            && record.get().value() instanceof RegistrationEntry entry
            && entry.hint().startsWith(HINT)
        ? OptionalInt.of(Integer.parseInt(entry.hint().substring(HINT.length())))
        : OptionalInt.empty();
  }

  /** Returns whether a cached read shows a write, or a later one to the same entry. */
  boolean shows(DataStore dataStore, int number) {
    Optional<Stored<RegistrationEntry>> read =
        dataStore.entries().fetch(id(number), ReadConsistency.cached()).value();
    return number(read.map(entry -> entry)).orElse(-1) >= number;
  }
}
