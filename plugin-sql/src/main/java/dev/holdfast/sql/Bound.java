package dev.holdfast.sql;

/** Whether an interval has an upper bound. */
enum Bound {
  /** From a key on, up to another. */
  BOUNDED,
  /** From a key on. */
  UNBOUNDED
}
