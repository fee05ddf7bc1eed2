package dev.holdfast.conformance;

/** How large the numbers of a run are. */
public enum Size {
  /** As small as still finds a fault: for trying out, and for testing the suite itself. */
  SMALL,
  /** What a build runs. */
  STANDARD,
  /** Longer than a build may take. */
  LONG
}
