package dev.holdfast.conformance;

import dev.holdfast.store.TxnId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processes that are known by a variable of their environment, which those that they start inherit.
 *
 * <p>They are told from what else this process has started, and found when their parent has gone.
 * Where there is no <code>/proc</code>, every descendant of this process is taken for one of them.
 *
 * @param mark the variable's value, which no other processes have
 */
public record MarkedProcesses(String mark) {

  /** The variable. */
  public static final String VARIABLE = "HOLDFAST_CONFORMANCE_PLACE";

  private static final Path PROCESSES = Path.of("/proc");
  private static final Duration ENDING = Duration.ofSeconds(5);

  /** Returns a mark that no process has yet. */
  public static MarkedProcesses unused() {
    return new MarkedProcesses(TxnId.random().value());
  }

  /** Returns a mark that no process has yet; those that bear it bear this one too. */
  MarkedProcesses some() {
    return new MarkedProcesses(mark + "." + TxnId.random().value());
  }

  /** Returns the pids of those that run. */
  Set<Long> running() {
    Stream<ProcessHandle> found =
        canBeRead()
            ? ProcessHandle.allProcesses().filter(this::isMarked)
            : ProcessHandle.current().descendants();
    return found.map(ProcessHandle::pid).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Kills a process that bears the mark, with all that it has started, those too whose parent has
   * gone, and returns when they have ended. Where there is no <code>/proc</code>, the descendants
   * that it has are all that is known.
   *
   * @param first the process
   */
  public void kill(ProcessHandle first) {
    killAll(List.of(first));
  }

  /** Kills those that run, and returns when they have ended; none where there is no /proc. */
  void kill() {
    killAll(List.of());
  }

  private void killAll(List<ProcessHandle> first) {
    long deadline = System.nanoTime() + ENDING.toNanos();
    List<ProcessHandle> found = family(first);
    while (!found.isEmpty() && System.nanoTime() < deadline) {
      found.forEach(ProcessHandle::destroyForcibly);
      CompletableFuture.allOf(
              found.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .completeOnTimeout(null, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)
          .join();
      found = family(first); // one may have started another before it was killed
    }
  }

  private List<ProcessHandle> family(List<ProcessHandle> first) {
    Stream<ProcessHandle> marked =
        canBeRead() ? ProcessHandle.allProcesses().filter(this::isMarked) : Stream.empty();
    Stream<ProcessHandle> started = first.stream().flatMap(ProcessHandle::descendants);
    return Stream.of(first.stream(), started, marked)
        .flatMap(all -> all)
        .filter(ProcessHandle::isAlive)
        .distinct()
        .toList();
  }

  private static boolean canBeRead() {
    return Files.exists(environment(ProcessHandle.current()));
  }

  private static Path environment(ProcessHandle process) {
    return PROCESSES.resolve(process.pid() + "/environ");
  }

  private boolean isMarked(ProcessHandle process) {
    try {
      return Files.readString(environment(process), StandardCharsets.ISO_8859_1)
          .contains(VARIABLE + "=" + mark);
    } catch (IOException e) {
      return false; // it has ended, or is somebody else's
    }
  }
}
