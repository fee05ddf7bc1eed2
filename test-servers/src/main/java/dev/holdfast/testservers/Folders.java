package dev.holdfast.testservers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where servers keep their files: below {@code target}, in folders that name their process. */
final class Folders {

  private static final Pattern DATA = Pattern.compile("data-(\\d+)-.*");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Folders() {}

  static Path root() {
    return Path.of(System.getProperty("holdfast.root", ""), "target", "test-servers")
        .toAbsolutePath();
  }

  /** Makes a folder for the data of a server, and removes those of processes that have died. */
  static Path newData(String name) throws IOException {
    Files.createDirectories(root());
    removeStale();
    String own = "data-" + ProcessHandle.current().pid() + "-" + name + "-";
    return Files.createDirectory(root().resolve(own + COUNT.incrementAndGet()));
  }

  private static void removeStale() throws IOException {
    List<Path> folders;
    try (Stream<Path> found = Files.list(root())) {
      folders = found.toList();
    }
    for (Path folder : folders) {
      Matcher name = DATA.matcher(folder.getFileName().toString());
      if (name.matches() && !isAlive(Long.parseLong(name.group(1)))) {
        killServerOf(folder);
        delete(folder);
      }
    }
  }

  private static boolean isAlive(long process) {
    return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Kills a server that outlived the process that started it. */
  private static void killServerOf(Path folder) throws IOException {
    Path file = folder.resolve(ServerProcess.PID_FILE);
    if (Files.exists(file)) {
      Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(Files.readString(file)));
      left.filter(process -> commandLine(process).contains(folder.toString()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
