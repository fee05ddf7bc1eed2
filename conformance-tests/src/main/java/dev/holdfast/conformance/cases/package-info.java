/** The cases of the specification, grouped by its sections. */
@NullMarked
package dev.holdfast.conformance.cases;

import org.jspecify.annotations.NullMarked;
