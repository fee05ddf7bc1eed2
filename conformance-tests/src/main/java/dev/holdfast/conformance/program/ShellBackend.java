package dev.holdfast.conformance.program;

import dev.holdfast.conformance.BackendControl;
import dev.holdfast.conformance.BackendFailure;
import dev.holdfast.conformance.MarkedProcesses;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Stops and starts the database by commands of the shell.
 *
 * <p>No command outlives the time that it may take, nor this process: it is killed then. What one
 * that fails has started is killed with it. For one thread at a time.
 */
final class ShellBackend implements BackendControl {

  static final String STOP = "--stop-backend";
  static final String START = "--start-backend";
  static final String LIMIT = "--hook-timeout";

  private final String stopping;
  private final String starting;
  private final Duration limit;
  private final PrintWriter err;
  private final Thread onExit = new Thread(this::endWithProcess, "conformance-backend-exit");
  private Optional<Running> running = Optional.empty();
  private boolean registered;
  private boolean ending;
  private boolean away;

  /**
   * Makes a control.
   *
   * @param stopping kills the database
   * @param starting starts it again
   * @param limit longest time that a command may take
   * @param err where it is told that the database is left stopped
   */
  ShellBackend(String stopping, String starting, Duration limit, PrintWriter err) {
    this.stopping = stopping;
    this.starting = starting;
    this.limit = limit;
    this.err = err;
  }

  @Override
  public void stop() {
    setAway(true); // as it may be from the command's first moment on
    run(STOP, stopping, "the database could not be stopped", "once the database is gone");
  }

  @Override
  public void start() {
    run(START, starting, "the database could not be started", "once the database answers");
    setAway(false);
  }

  private synchronized void setAway(boolean away) {
    this.away = away;
  }

  /**
   * A command that runs.
   *
   * @param shell its process
   * @param processes those that it has started, and it
   */
  private record Running(Process shell, MarkedProcesses processes) {

    void kill() {
      processes.kill(shell.toHandle());
    }
  }

  private void run(String option, String command, String problem, String due) {
    String named = problem + ": " + option + " '" + command + "' ";
    Running started;
    try {
      started = begin(command);
    } catch (IOException e) {
      throw new BackendFailure(named + "cannot be run: " + e.getMessage(), e);
    }
    try {
      Optional<String> fault = fault(started.shell(), due);
      if (fault.isPresent()) {
        started.kill();
        throw new BackendFailure(named + fault.get());
      }
    } finally {
      setRunning(Optional.empty());
    }
  }

  private Optional<String> fault(Process shell, String due) {
    if (!hasEnded(shell)) {
      return Optional.of(tooLong(due));
    }
    return shell.exitValue() == 0
        ? Optional.empty()
        : Optional.of("ended with status " + shell.exitValue());
  }

  private String tooLong(String due) {
    return "did not end within "
        + limit.toSeconds()
        + " s and was killed; it must return "
        + due
        + ", leave in the background what is to run on, and may have more time by "
        + LIMIT;
  }

  private synchronized Running begin(String command) throws IOException {
    register();
    MarkedProcesses processes = MarkedProcesses.unused();
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    builder.environment().put(MarkedProcesses.VARIABLE, processes.mark());
    Running begun = new Running(builder.start(), processes);
    running = Optional.of(begun);
    return begun;
  }

  private synchronized void register() {
    if (!registered) {
      try {
        Runtime.getRuntime().addShutdownHook(onExit);
      } catch (IllegalStateException e) {
        ending = true;
      }
      registered = true;
    }
    if (ending) {
      throw new BackendFailure("the suite is being ended");
    }
  }

  private synchronized void setRunning(Optional<Running> running) {
    this.running = running;
  }

  /** Waits even if the case is being given up: a database that was stopped must be started. */
  private boolean hasEnded(Process shell) {
    long deadline = System.nanoTime() + limit.toNanos();
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

  private synchronized void endWithProcess() {
    ending = true;
    running.ifPresent(Running::kill);
    if (away) {
      err.println(
          "the suite was ended while the database was stopped; start it, as by: " + starting);
      err.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (registered && !ending) {
      try {
        Runtime.getRuntime().removeShutdownHook(onExit);
        registered = false;
      } catch (IllegalStateException e) {
        ending = true;
      }
    }
  }
}
