package dev.holdfast.conformance.program;

import dev.holdfast.conformance.BackendControl;
import dev.holdfast.conformance.Failure;
import java.io.IOException;

/** Stops and starts the database by commands of the shell. */
record ShellBackend(String stopping, String starting) implements BackendControl {

  @Override
  public void stop() {
    run(stopping);
  }

  @Override
  public void start() {
    run(starting);
  }

  private static void run(String command) {
    try {
      int status = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new Failure("the command '" + command + "' ended with status " + status);
      }
    } catch (IOException e) {
      throw new Failure("the command '" + command + "' cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted while '" + command + "' ran", e);
    }
  }
}
