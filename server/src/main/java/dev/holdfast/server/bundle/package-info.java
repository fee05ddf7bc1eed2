/** The commands about bundles. */
@NullMarked
package dev.holdfast.server.bundle;

import org.jspecify.annotations.NullMarked;
