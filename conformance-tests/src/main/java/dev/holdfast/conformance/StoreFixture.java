package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import java.util.Set;

/** Opens stores of one kind for the suite. Thread-safe. */
public interface StoreFixture extends AutoCloseable {

  /** Returns the name of the backend, such as {@code sqlite}. */
  String backend();

  /** Returns how it is reached: such as {@code in-process}, {@code socket} or {@code launch}. */
  String front();

  /** Returns what the front offers to cases. */
  default Set<Facility> facilities() {
    return Set.of(Facility.STORE);
  }

  /** Describes the store as it is before it is configured. */
  StoreInfo describe();

  /**
   * Opens a store that is new and empty; the suite closes it.
   *
   * @param options its options
   * @throws StoreException if the options are refused
   */
  Store open(StoreOptions options);

  /** Opens the store that cases share which need none of their own; the suite closes it. */
  default Store openShared() {
    return open(StoreOptions.none());
  }

  /** Returns whether nothing was in the stores before the suite came. */
  default boolean isEmpty() {
    return true;
  }

  /** Returns a place that is new and empty, for {@link Facility#SHARE} and the like. */
  default StorePlace newPlace() {
    throw new UnsupportedOperationException("this front has one store at a place");
  }

  /** Returns a place that is new and empty, for {@link Facility#LAUNCH}. */
  default LaunchPlace newLaunchPlace() {
    throw new UnsupportedOperationException("this front does not offer " + Facility.LAUNCH);
  }

  /** Returns what stops and starts the backend, for {@link Facility#BACKEND}. */
  default BackendControl backendControl() {
    throw new UnsupportedOperationException("this front does not offer " + Facility.BACKEND);
  }

  /** Starts a plugin that has not been configured yet, which the suite closes. */
  default UnconfiguredPlugin start() {
    throw new UnsupportedOperationException("this front does not offer " + Facility.CONFIGURE);
  }

  /** Removes what the fixture made. */
  @Override
  default void close() {}
}
