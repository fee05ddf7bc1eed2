/** The command that tells of changes. */
@NullMarked
package dev.holdfast.server.watch;

import org.jspecify.annotations.NullMarked;
