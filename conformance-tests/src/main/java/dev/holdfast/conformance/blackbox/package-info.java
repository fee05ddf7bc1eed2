/**
 * Checks that look at values and real time alone, so that a store that lies consistently about its
 * revisions is found out too.
 */
@NullMarked
package dev.holdfast.conformance.blackbox;

import org.jspecify.annotations.NullMarked;
