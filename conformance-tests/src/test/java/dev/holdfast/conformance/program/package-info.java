/** Tests of the suite as a program. */
@NullMarked
package dev.holdfast.conformance.program;

import org.jspecify.annotations.NullMarked;
