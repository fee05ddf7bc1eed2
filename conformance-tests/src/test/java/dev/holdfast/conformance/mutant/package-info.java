/** Faulty stores that the suite must reject, each made of the in-memory store by one change. */
@NullMarked
package dev.holdfast.conformance.mutant;

import org.jspecify.annotations.NullMarked;
