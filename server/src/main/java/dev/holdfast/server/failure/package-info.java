/** What a failure comes to: an exit code, and one sentence. */
@NullMarked
package dev.holdfast.server.failure;

import org.jspecify.annotations.NullMarked;
