package dev.holdfast.datastore.cache.internal.write;

import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.Limits;

/** What one commit of several records may still take. Not thread-safe. */
final class Budget {

  private long operationsLeft;
  private long bytesLeft;
  private boolean untouched = true;

  Budget(Limits limits) {
    // Half of what one commit holds leaves room for whatever a store counts besides.
    this.operationsLeft = limits.maxTxnOps() / 2;
    this.bytesLeft = limits.maxTxnBytes() / 2;
  }

  /** Takes operations on keys, if there is room for them; the first always are. */
  boolean take(int operations) {
    operationsLeft -= operations;
    bytesLeft -= (long) operations * Layout.LONGEST_NAME;
    boolean fits = untouched || (operationsLeft >= 0 && bytesLeft >= 0);
    untouched = false;
    return fits;
  }
}
