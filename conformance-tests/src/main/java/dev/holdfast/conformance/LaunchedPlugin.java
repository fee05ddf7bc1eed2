package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A plugin that is a process of its own, which a case may stop, continue and kill. */
public interface LaunchedPlugin extends UnconfiguredPlugin {

  /**
   * Returns the store by way of calls that wait for a time of the caller's choice.
   *
   * @param deadline the longest wait for an answer
   */
  Store storeWithin(Duration deadline);

  /** Returns whether the process runs. */
  boolean isAlive();

  /** Kills the process as {@code kill -9} does, and waits until it has gone. */
  void kill();

  /** Holds the process up, as SIGSTOP does. */
  void pause();

  /** Lets the process go on, as SIGCONT does. */
  void goOn();

  /** Closes the plugin's standard input, as the end of its host would. */
  void closeInput();

  /**
   * Waits for the end of the process.
   *
   * @param within longest wait
   */
  void awaitEnd(Duration within);

  /** Returns the files in the folder that the plugin was given for its socket. */
  List<Path> socketFiles();
}
