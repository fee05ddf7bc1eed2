package dev.holdfast.server.failure;

/** How a command ended, as its exit status tells it. */
public enum ExitCode {
  /** Done. */
  OK(0),
  /** Refused by a rule, or failed. */
  FAILED(1),
  /** The command line makes no sense. */
  USAGE(2),
  /** What was asked for does not exist. */
  NOT_FOUND(3),
  /** The server or the store is away or has no room; nothing was changed. */
  UNAVAILABLE(4),
  /** Something else stands there already, or has changed meanwhile. */
  CONFLICT(5),
  /** Whether a write was applied is not known. */
  UNKNOWN(6),
  /** Whoever read the output went away; as a shell tells of SIGPIPE. */
  OUTPUT_CLOSED(141);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** Returns the exit status. */
  public int code() {
    return code;
  }
}
