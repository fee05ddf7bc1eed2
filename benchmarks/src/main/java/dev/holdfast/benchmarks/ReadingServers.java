package dev.holdfast.benchmarks;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.DataStores;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that opens DataStores and notes when cached reads of each show the writes of others.
 *
 * <p>When to read a DataStore tells by its changes; what counts is the read.
 */
final class ReadingServers implements AutoCloseable {

  private static final String READY = "ready";

  private final Process process;
  private final List<Path> files;

  private ReadingServers(Process process, List<Path> files) {
    this.process = process;
    this.files = files;
  }

  /**
   * Starts a process, and waits until its DataStores have loaded the store.
   *
   * @param url the store's URL
   * @param writes how many writes there will be
   * @param files where each of the DataStores tells its moments
   */
  static ReadingServers start(String url, int writes, List<Path> files) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(url, String.valueOf(writes)));
    files.forEach(file -> arguments.add(file.toString()));
    Process process = Loads.process(ReadingServers.class, arguments).start();
    BufferedReader output = process.inputReader();
    if (!READY.equals(output.readLine())) {
      process.destroy();
      throw new IOException("the process that reads ended before it was ready");
    }
    return new ReadingServers(process, files);
  }

  /** Returns when each of the DataStores showed each write. */
  List<long[]> moments(long seconds) throws IOException, InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "the process that reads has not seen all writes within " + seconds + " s");
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("the process that reads has failed, as it said");
    }
    List<long[]> moments = new ArrayList<>();
    for (Path file : files) {
      moments.add(Moments.read(file));
    }
    return moments;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }

  /** Reads until every DataStore has shown every write. */
  public static void main(String[] arguments) throws IOException {
    Loads.endWithInput();
    int writes = Integer.parseInt(arguments[1]);
    NumberedWrites numbered = NumberedWrites.ofFleet();
    List<DataStore> servers = new ArrayList<>();
    List<CompletableFuture<long[]>> moments = new ArrayList<>();
    for (int file = 2; file < arguments.length; file++) {
      DataStore server = DataStores.open(arguments[0]);
      servers.add(server);
      FleetWorld.awaitLoaded(server);
      ChangeStream changes =
          server.watch(ChangeRequest.now().ofKinds(RecordKind.REGISTRATION_ENTRY));
      CompletableFuture<long[]> seen = new CompletableFuture<>();
      moments.add(seen);
      Thread reader =
          new Thread(
              () -> {
                try {
                  seen.complete(read(numbered, server, changes, writes));
                } catch (RuntimeException e) {
                  seen.completeExceptionally(e);
                }
              },
              "reader-" + file);
      reader.setDaemon(true);
      reader.start();
    }
    System.out.println(READY);
    for (int i = 0; i < moments.size(); i++) {
      Moments.write(Path.of(arguments[2 + i]), moments.get(i).join());
    }
    servers.forEach(DataStore::close);
  }

  private static long[] read(
      NumberedWrites numbered, DataStore server, ChangeStream changes, int writes) {
    long[] seen = new long[writes];
    for (int left = writes; left > 0; ) {
      for (Change change : changes.next().changes()) {
        OptionalInt number = NumberedWrites.number(change.record());
        if (number.isPresent()) {
          while (!numbered.shows(server, number.getAsInt())) {
            Thread.onSpinWait();
          }
          seen[number.getAsInt()] = System.nanoTime();
          left--;
        }
      }
    }
    return seen;
  }
}
