package dev.holdfast.store;

/** What a store can do beyond reading and writing single keys. */
public enum Capability {
  /** Conditional puts and deletes. */
  PRECONDITIONS,
  /** Begin, Commit and Abort. */
  TRANSACTIONS,
  /** Watch. */
  WATCH,
  /** Watches can tell the entry before a change. */
  PREV_VALUE,
  /** A put or delete with a request id is applied once. */
  IDEMPOTENCY,
  /** What was acknowledged survives a kill of the store and a crash of the system. */
  DURABLE,
  /** Several processes on one backend form one store. */
  SHARED,
  /** A commit may be refused though nothing that it read has changed. */
  FALSE_CONFLICTS
}
