/**
 * One engine for SQL databases: a counter row, a log that is at once the watch feed, the conflict
 * detector and the snapshot, and one writer that commits many callers' changes at a time.
 *
 * <p>A database is a {@link dev.holdfast.sql.SqlDialect}, which answers a handful of questions.
 */
@NullMarked
package dev.holdfast.sql;

import org.jspecify.annotations.NullMarked;
