package dev.holdfast.conformance;

/**
 * Stops and starts the database beneath the stores of a fixture.
 *
 * <p>Where that goes wrong it throws {@link BackendFailure}, and the run ends: the store is not to
 * blame.
 */
public interface BackendControl extends AutoCloseable {

  /** Kills the database, or cuts it off, and returns once it is away. */
  void stop();

  /** Starts the database again, and returns once it is there. */
  void start();

  /** Lets go of what stops and starts the database, and leaves the database as it is. */
  @Override
  default void close() {}
}
