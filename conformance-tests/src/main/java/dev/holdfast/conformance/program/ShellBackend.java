package dev.holdfast.conformance.program;

import dev.holdfast.conformance.BackendControl;
import dev.holdfast.conformance.BackendFailure;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Stops and starts the database by commands of the shell.
 *
 * @param stopping kills the database
 * @param starting starts it again
 * @param patience longest time that a command may take
 */
record ShellBackend(String stopping, String starting, Duration patience) implements BackendControl {

  static final String STOP = "--stop-backend";
  static final String START = "--start-backend";

  @Override
  public void stop() {
    run(STOP, stopping);
  }

  @Override
  public void start() {
    run(START, starting);
  }

  private void run(String option, String command) {
    String named = option + " '" + command + "'";
    Process shell;
    try {
      shell =
          new ProcessBuilder("sh", "-c", command)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new BackendFailure(named + " cannot be run: " + e.getMessage(), e);
    }
    if (!hasEnded(shell)) {
      kill(shell);
      throw new BackendFailure(
          named
              + " did not end within "
              + patience.toSeconds()
              + " s and was killed; what it leaves running must be in the background");
    }
    if (shell.exitValue() != 0) {
      throw new BackendFailure(named + " ended with status " + shell.exitValue());
    }
  }

  /** Waits even if the case is being given up: a database that was stopped must be started. */
  private boolean hasEnded(Process shell) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return shell.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void kill(Process shell) {
    List<ProcessHandle> all =
        Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().join());
  }
}
