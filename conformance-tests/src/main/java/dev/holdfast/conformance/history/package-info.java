/** What was sent to a store and what came back, and the checkers that judge it. */
@NullMarked
package dev.holdfast.conformance.history;

import org.jspecify.annotations.NullMarked;
