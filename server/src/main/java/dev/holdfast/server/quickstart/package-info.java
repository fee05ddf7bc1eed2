/** The command that shows it all in a few seconds. */
@NullMarked
package dev.holdfast.server.quickstart;

import org.jspecify.annotations.NullMarked;
