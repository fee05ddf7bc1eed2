/** The suite that validates every store: its cases, how they are run, and what they report. */
@NullMarked
package dev.holdfast.conformance;

import org.jspecify.annotations.NullMarked;
