/** PostgreSQL, MySQL and MariaDB: their providers and dialects. */
@NullMarked
package dev.holdfast.sql.server;

import org.jspecify.annotations.NullMarked;
