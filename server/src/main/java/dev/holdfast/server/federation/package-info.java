/** The commands of federation relationships. */
@NullMarked
package dev.holdfast.server.federation;

import org.jspecify.annotations.NullMarked;
