package dev.holdfast.conformance.program;

/** What the suite was told does not allow it to run. */
final class Unusable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Unusable(String problem) {
    super(problem);
  }
}
