package dev.holdfast.store;

import java.util.List;
import java.util.Set;

/**
 * Who a store is, what it can do and within which limits.
 *
 * @param name a short name, such as {@code sqlite}
 * @param version the plugin's own version
 * @param contractVersions the versions of the contract that it speaks, such as {@code 1.0}
 * @param state its life so far
 * @param capabilities what it can do
 * @param limits the limits in force
 */
public record StoreInfo(
    String name,
    String version,
    List<String> contractVersions,
    State state,
    Set<Capability> capabilities,
    Limits limits) {

  /** The version of the contract that this library speaks. */
  public static final String CONTRACT_VERSION = "1.0";

  /** A store's life. */
  public enum State {
    /** Not configured yet: every verb but {@link Store#info} is refused. */
    UNCONFIGURED,
    /** In service. */
    READY,
    /** Configured, but the backend is away or refuses service at present. */
    DEGRADED
  }

  /** Copies the collections. */
  public StoreInfo {
    contractVersions = List.copyOf(contractVersions);
    capabilities = Set.copyOf(capabilities);
  }

  /**
   * Returns whether the store has a capability.
   *
   * @param capability the capability
   */
  public boolean has(Capability capability) {
    return capabilities.contains(capability);
  }

  /**
   * Returns the same description in another state.
   *
   * @param current the state
   */
  public StoreInfo in(State current) {
    return new StoreInfo(name, version, contractVersions, current, capabilities, limits);
  }
}
