/** The commands that speak to any store. */
@NullMarked
package dev.holdfast.server.store;

import org.jspecify.annotations.NullMarked;
