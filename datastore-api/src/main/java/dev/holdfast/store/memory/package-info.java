/** The in-memory store: the contract as a program, and the oracle of its tests. */
@NullMarked
package dev.holdfast.store.memory;

import org.jspecify.annotations.NullMarked;
