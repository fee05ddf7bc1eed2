package dev.holdfast.datastore.cache.internal.read;

import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.cache.internal.state.State;
import java.time.Duration;

/**
 * The state that a read is answered from.
 *
 * @param state the state
 * @param floor what the answer tells of it
 * @param age how long ago it was known to be the latest
 */
public record View(State state, Floor floor, Duration age) {

  /**
   * Returns an answer that reflects the state.
   *
   * @param value the answer
   * @param <T> the kind of answer
   */
  public <T> Read<T> answer(T value) {
    return new Read<>(value, floor, age);
  }
}
