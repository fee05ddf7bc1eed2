/**
 * The records of a {@link dev.holdfast.datastore.DataStore} to and from their Protocol Buffers
 * messages, which are stored as well as sent: one codec per kind.
 *
 * <p>Decoding refuses what the records cannot hold with {@code INVALID_ARGUMENT}, naming object and
 * field. For those who implement a DataStore or carry one over a wire.
 */
@NullMarked
package dev.holdfast.datastore.codec;

import org.jspecify.annotations.NullMarked;
