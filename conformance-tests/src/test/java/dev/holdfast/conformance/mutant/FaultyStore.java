package dev.holdfast.conformance.mutant;

import dev.holdfast.conformance.StoreFixture;

/** The fixture of a store with one fault. */
interface FaultyStore extends StoreFixture {

  /** Returns its name in the specification. */
  String name();

  @Override
  default String backend() {
    return name();
  }
}
