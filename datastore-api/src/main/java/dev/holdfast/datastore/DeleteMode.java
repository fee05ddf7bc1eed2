package dev.holdfast.datastore;

/** What becomes of the entries that federate with a bundle that is deleted. */
public enum DeleteMode {
  /** The delete is refused with {@code FAILED_PRECONDITION} where there are any. */
  RESTRICT,
  /** They stay, and no longer federate with it. */
  DISSOCIATE,
  /** They are deleted. */
  DELETE
}
