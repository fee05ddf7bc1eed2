/** Runs the program in process, and from the outside. */
@NullMarked
package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;
