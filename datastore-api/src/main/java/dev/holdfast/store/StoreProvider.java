package dev.holdfast.store;

import java.util.Set;

/**
 * Opens the stores of one kind; found by {@link java.util.ServiceLoader}.
 *
 * <p>A provider has a public constructor without parameters, costs nothing to make, and is
 * thread-safe.
 */
public interface StoreProvider {

  /** Returns the URL schemes that this provider opens, such as {@code sqlite}; never none. */
  Set<String> schemes();

  /** Describes the store as it would be with default options; it touches no backend. */
  StoreInfo describe();

  /**
   * Opens a store, which the caller closes.
   *
   * @param location what the URL told behind the scheme
   * @param options the options, of which unknown ones that are required are refused
   * @throws StoreException {@link ErrorReason#BAD_OPTION} where the location or an option is wrong;
   *     {@link ErrorReason#NOT_APPLIED} where the backend is away; {@link ErrorReason#CORRUPT} or
   *     {@link ErrorReason#PERMISSION_DENIED} where it cannot be used. Nothing is left half open
   */
  Store open(String location, StoreOptions options);
}
