/** The code that the documentation shows, and tests of the documentation itself. */
@NullMarked
package dev.holdfast.docs;

import org.jspecify.annotations.NullMarked;
