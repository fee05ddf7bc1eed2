/** How answers are printed: tables for people, JSON for programs. */
@NullMarked
package dev.holdfast.server.output;

import org.jspecify.annotations.NullMarked;
