package dev.holdfast.server.failure;

import java.util.Optional;

/** A command of the program itself refuses to go on. */
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  private CommandException(Failure failure, Optional<Throwable> cause) {
    super(failure.message(), cause.orElse(null));
    this.failure = failure;
  }

  /**
   * Makes an exception.
   *
   * @param exit how the command ends
   * @param code what kind of failure it is, under gRPC's names
   * @param message what is wrong and what to do, for people
   */
  public CommandException(ExitCode exit, String code, String message) {
    this(Failure.of(exit, code, message), Optional.empty());
  }

  /**
   * Returns an exception of a failure that is known already.
   *
   * @param failure the failure
   */
  public static CommandException of(Failure failure) {
    return new CommandException(failure, Optional.empty());
  }

  /**
   * Returns the refusal of an argument whose value is wrong whatever the state.
   *
   * @param message what is wrong and what is right, for people
   */
  public static CommandException invalid(String message) {
    return new CommandException(ExitCode.FAILED, "INVALID_ARGUMENT", message);
  }

  /**
   * Returns the refusal of a command line that makes no sense.
   *
   * @param message what is wrong and what is right, for people
   */
  public static CommandException usage(String message) {
    return new CommandException(ExitCode.USAGE, "INVALID_ARGUMENT", message);
  }

  /**
   * Returns the refusal that something does not exist.
   *
   * @param message what does not exist, for people
   */
  public static CommandException notFound(String message) {
    return new CommandException(ExitCode.NOT_FOUND, "NOT_FOUND", message);
  }

  /**
   * Returns a failure with what lies beneath.
   *
   * @param message what happened, for people
   * @param cause what lies beneath
   */
  public static CommandException failed(String message, Throwable cause) {
    return new CommandException(
        Failure.of(ExitCode.FAILED, "FAILED_PRECONDITION", message), Optional.of(cause));
  }

  /** Returns what it comes to. */
  public Failure failure() {
    return failure;
  }
}
