/** SQLite, the embedded default: a dialect, a provider and a file. */
@NullMarked
package dev.holdfast.sqlite;

import org.jspecify.annotations.NullMarked;
