/** The commands that make up fleets. */
@NullMarked
package dev.holdfast.server.fleet;

import org.jspecify.annotations.NullMarked;
