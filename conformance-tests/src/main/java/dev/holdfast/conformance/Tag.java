package dev.holdfast.conformance;

import dev.holdfast.store.Capability;
import java.util.Optional;

/** What a case belongs to, by the letters of the specification. */
public enum Tag {
  /** Every store must pass it. */
  C(Optional.empty()),
  /** Conditional puts and deletes. */
  P(Optional.of(Capability.PRECONDITIONS)),
  /** Transactions. */
  T(Optional.of(Capability.TRANSACTIONS)),
  /** Watches. */
  W(Optional.of(Capability.WATCH)),
  /** Survival of a crash. */
  D(Optional.of(Capability.DURABLE)),
  /** Several processes on one backend. */
  S(Optional.of(Capability.SHARED)),
  /** Faults, which only a front that can cause them runs. */
  F(Optional.empty()),
  /** The case needs a store of its own. */
  X(Optional.empty());

  private final Optional<Capability> capability;

  Tag(Optional<Capability> capability) {
    this.capability = capability;
  }

  /** Returns what a store must declare so that cases with this tag make sense. */
  public Optional<Capability> capability() {
    return capability;
  }
}
