/** Fleets that are made up: the records that a server of some size would keep. */
@NullMarked
package dev.holdfast.fleet;

import org.jspecify.annotations.NullMarked;
