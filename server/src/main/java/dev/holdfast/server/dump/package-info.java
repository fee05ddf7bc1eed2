/** The commands that dump a whole DataStore into a file, and load one from it. */
@NullMarked
package dev.holdfast.server.dump;

import org.jspecify.annotations.NullMarked;
