package dev.holdfast.server.quickstart;

import dev.holdfast.datastore.Change;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Stored;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.server.cli.Connection;
import dev.holdfast.server.cli.Context;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.output.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * How a change of an entry went from the server that was told to make it to another one.
 *
 * @param entry the entry as it was afterwards
 * @param acknowledged how long the server took to acknowledge it, in nanoseconds
 * @param seen how long it took until a watcher of the other server was told, in nanoseconds
 */
record Travel(Stored<RegistrationEntry> entry, long acknowledged, long seen) {

  /** The hint that the entry is given. */
  static final String HINT = "quickstart";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Changes an entry, and waits until the other server tells of it.
   *
   * @param id the entry's id
   * @param from the server that is told to
   * @param to the other server
   * @param context reaches servers
   */
  static Travel of(String id, Endpoint from, Endpoint to, Context context) {
    try (Connection writer = context.connector().connect(from, Optional.empty());
        Connection watcher = context.connector().connect(to, Optional.empty());
        ChangeStream stream =
            watcher.dataStore().watch(ChangeRequest.now().ofKinds(RecordKind.REGISTRATION_ENTRY))) {
      // The connection is made, and everything is loaded, before the time is taken.
      var unused = writer.dataStore().entries().fetch(id);
      CompletableFuture<Long> told = CompletableFuture.supplyAsync(() -> awaitChange(stream, id));
      long start = System.nanoTime();
      Stored<RegistrationEntry> entry =
          writer
              .dataStore()
              .entries()
              .update(
                  id,
                  EntryUpdate.of(
                      RegistrationEntry.builder().hint(HINT), EnumSet.of(EntryField.HINT)),
                  Expectation.any());
      long acknowledged = System.nanoTime() - start;
      return new Travel(entry, acknowledged, told.join() - start);
    }
  }

  private static long awaitChange(ChangeStream stream, String id) {
    Optional<ChangeSet> set = stream.next(PATIENCE);
    long now = System.nanoTime();
    if (set.stream()
        .flatMap(changes -> changes.changes().stream())
        .map(Change::key)
        .noneMatch(id::equals)) {
      throw CommandException.failed(
          "the other server did not tell of the change within " + PATIENCE.toSeconds() + " s",
          new IOException(id));
    }
    return now;
  }

  /** Tells of it to people. */
  String tell() {
    return "the hint of "
        + entry.value().id()
        + " is '"
        + HINT
        + "' now; acknowledged by server a after "
        + Texts.elapsed(acknowledged)
        + ", told by server b after "
        + Texts.elapsed(seen);
  }
}
