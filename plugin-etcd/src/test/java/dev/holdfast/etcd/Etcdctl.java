package dev.holdfast.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs etcd's own client, as an operator does. */
final class Etcdctl {

  private Etcdctl() {}

  /** Runs a command, and returns what it printed; fails if it fails. */
  static String run(String endpoint, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "etcdctl",
                "--endpoints=" + endpoint,
                "--dial-timeout=60s",
                "--command-timeout=60s"));
    command.addAll(List.of(arguments));
    return exec(command);
  }

  /** Runs any program, and returns what it printed; fails if it fails. */
  static String exec(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + printed);
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
