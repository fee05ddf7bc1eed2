package dev.holdfast.conformance;

import java.util.random.RandomGenerator;

/** What one of several clients of a case does. */
@FunctionalInterface
public interface Client {

  /**
   * Does it.
   *
   * @param number which client it is, from 0
   * @param random the client's own randomness
   * @throws Exception whatever goes wrong
   */
  void run(int number, RandomGenerator random) throws Exception;
}
