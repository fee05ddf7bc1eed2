/** A whole DataStore at one revision, as a file that any store can be loaded from. */
@NullMarked
package dev.holdfast.datastore.cache.dump;

import org.jspecify.annotations.NullMarked;
