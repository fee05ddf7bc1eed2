package dev.holdfast.datastore;

/**
 * How a record's set C is compared with a request's set R. A record whose set is empty matches none
 * of them.
 */
public enum Match {
  /** C = R. */
  EXACT,
  /** C is a subset of R. */
  SUBSET,
  /** C is a superset of R. */
  SUPERSET,
  /** C and R have a member in common. */
  ANY
}
