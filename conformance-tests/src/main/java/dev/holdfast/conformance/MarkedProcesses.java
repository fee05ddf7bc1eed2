package dev.holdfast.conformance;

import dev.holdfast.store.TxnId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
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
record MarkedProcesses(String mark) {

  static final String VARIABLE = "HOLDFAST_CONFORMANCE_PLACE";

  private static final Path PROCESSES = Path.of("/proc");

  static MarkedProcesses unused() {
    return new MarkedProcesses(TxnId.random().value());
  }

  /** Returns the pids of those that run. */
  Set<Long> running() {
    Stream<ProcessHandle> found =
        Files.exists(environment(ProcessHandle.current()))
            ? ProcessHandle.allProcesses().filter(this::isMarked)
            : ProcessHandle.current().descendants();
    return found.map(ProcessHandle::pid).collect(Collectors.toUnmodifiableSet());
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
