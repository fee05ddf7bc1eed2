/** The commands about registration entries. */
@NullMarked
package dev.holdfast.server.entry;

import org.jspecify.annotations.NullMarked;
