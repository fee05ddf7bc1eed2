/** Tests of the recorder and of the checker. */
@NullMarked
package dev.holdfast.conformance.history;

import org.jspecify.annotations.NullMarked;
