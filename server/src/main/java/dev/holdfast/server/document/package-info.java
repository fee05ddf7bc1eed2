/** Reads the documents that people write, and tells where they are wrong. */
@NullMarked
package dev.holdfast.server.document;

import org.jspecify.annotations.NullMarked;
