/** Database servers that tests and benchmarks start for themselves. */
@NullMarked
package dev.holdfast.testservers;

import org.jspecify.annotations.NullMarked;
