/** The verbs of plugins. */
@NullMarked
package dev.holdfast.server.plugin;

import org.jspecify.annotations.NullMarked;
