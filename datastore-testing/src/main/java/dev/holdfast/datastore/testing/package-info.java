/** DataStores for the tests of those who embed one. */
@NullMarked
package dev.holdfast.datastore.testing;

import org.jspecify.annotations.NullMarked;
