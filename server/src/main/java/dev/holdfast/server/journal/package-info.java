/** The commands of CA journals. */
@NullMarked
package dev.holdfast.server.journal;

import org.jspecify.annotations.NullMarked;
