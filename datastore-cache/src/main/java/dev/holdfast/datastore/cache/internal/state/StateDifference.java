package dev.holdfast.datastore.cache.internal.state;

import dev.holdfast.datastore.RecordKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;

/** What differs between two states, perhaps of two histories. */
public final class StateDifference {

  private StateDifference() {}

  /**
   * Returns the changes that lead from one state to another, by kind.
   *
   * @param before the state before
   * @param after the state after
   */
  public static List<RowChange> between(State before, State after) {
    List<RowChange> changes = new ArrayList<>();
    for (RecordKind kind : RecordKind.values()) {
      for (Row row : rows(before, kind)) {
        if (after.rows(kind).named(row.key()) == null) {
          RowChange.between(Optional.of(row), Optional.empty()).ifPresent(changes::add);
        }
      }
      for (Row row : rows(after, kind)) {
        Optional<Row> old = Optional.ofNullable(before.rows(kind).named(row.key()));
        if (old.isEmpty() || !old.get().isSameAs(row)) {
          RowChange.between(old, Optional.of(row)).ifPresent(changes::add);
        }
      }
    }
    return changes;
  }

  private static List<Row> rows(State state, RecordKind kind) {
    Rows<? extends Row> rows = state.rows(kind);
    List<Row> all = new ArrayList<>(rows.size());
    for (PrimitiveIterator.OfInt ordinals = rows.ordinals(0); ordinals.hasNext(); ) {
      all.add(rows.get(ordinals.nextInt()));
    }
    return all;
  }
}
