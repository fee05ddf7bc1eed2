/** The commands about attested nodes and their selectors. */
@NullMarked
package dev.holdfast.server.node;

import org.jspecify.annotations.NullMarked;
