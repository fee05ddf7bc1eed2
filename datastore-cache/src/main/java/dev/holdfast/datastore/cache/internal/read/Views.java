package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.internal.state.PlainRow;
import dev.holdfast.datastore.cache.internal.state.State;
import java.util.Optional;
import java.util.function.BiFunction;

/** Finds what reads may be answered from. Thread-safe. */
public interface Views {

  /**
   * Returns the state for a read, waiting for it where need be.
   *
   * @param consistency how fresh it must be
   */
  View view(ReadConsistency consistency);

  /**
   * Returns a record that is found by its key, if it is there.
   *
   * @param kind its kind
   * @param name its {@link dev.holdfast.datastore.IdentityRecord#key}
   * @param consistency how fresh the answer must be
   * @param decoder makes the record of its row and a state of the same history
   * @param <T> the kind of record
   */
  <T> Read<Optional<T>> fetch(
      RecordKind kind,
      String name,
      ReadConsistency consistency,
      BiFunction<State, PlainRow, T> decoder);

  /**
   * Returns the state at a floor that a listing goes on with, if it is known.
   *
   * @param floor the floor
   */
  Optional<State> kept(Floor floor);

  /**
   * Keeps a state for a listing that is to go on.
   *
   * @param state the state
   * @param floor the floor by which it is found again
   */
  void keep(State state, Floor floor);
}
