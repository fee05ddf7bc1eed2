/** The command that serves a DataStore. */
@NullMarked
package dev.holdfast.server.serve;

import org.jspecify.annotations.NullMarked;
