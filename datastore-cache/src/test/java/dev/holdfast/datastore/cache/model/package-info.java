/**
 * A DataStore as it should be, slow and plain, and random operations that compare the real one with
 * it.
 */
@NullMarked
package dev.holdfast.datastore.cache.model;

import org.jspecify.annotations.NullMarked;
