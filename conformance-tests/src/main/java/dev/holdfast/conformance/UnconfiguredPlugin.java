package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import io.grpc.ClientInterceptor;

/** A plugin that serves its contract and has not been configured yet. */
public interface UnconfiguredPlugin extends AutoCloseable {

  /** Returns the store that the plugin serves. */
  Store store();

  /**
   * Returns the store that the plugin serves, by way of a connection that interferes.
   *
   * @param connection what interferes
   */
  Store storeThrough(ClientInterceptor connection);

  /**
   * Configures the plugin.
   *
   * @param options the options
   * @throws StoreException if they are refused, or the plugin is configured already
   */
  void configure(StoreOptions options);

  /** Returns whether the plugin's health service says that it is serving. */
  boolean isServing();

  /** Watches the plugin's health. */
  HealthWatch watchHealth();

  /** Ends the plugin. */
  @Override
  void close();

  /** What a plugin's health service tells, as it changes. */
  interface HealthWatch extends AutoCloseable {

    /** Returns what was told last: whether the plugin is serving. */
    boolean isServing();

    /** Returns how many times anything was told. */
    int messages();

    @Override
    void close();
  }
}
