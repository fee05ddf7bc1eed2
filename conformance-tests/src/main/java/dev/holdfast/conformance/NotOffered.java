package dev.holdfast.conformance;

/** A case asked for something that the front, as it is, does not have; it is not applicable. */
public final class NotOffered extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /**
   * Makes an exception.
   *
   * @param reason why the case has no meaning here
   */
  public NotOffered(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
