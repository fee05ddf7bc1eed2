/** A server of identities that embeds a {@link dev.holdfast.datastore.DataStore}. */
@NullMarked
package dev.holdfast.examples.embedding;

import org.jspecify.annotations.NullMarked;
