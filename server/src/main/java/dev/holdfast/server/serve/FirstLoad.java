package dev.holdfast.server.serve;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.server.failure.CommandException;
import dev.holdfast.server.failure.ExitCode;
import dev.holdfast.server.output.Texts;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first load of a server, before which it answers nothing. */
final class FirstLoad {

  private static final Logger LOG = LoggerFactory.getLogger("holdfast");
  private static final long LOOK_MILLIS = 5;
  private static final Duration REMINDER = Duration.ofSeconds(5);

  private FirstLoad() {}

  /** Waits for the first load, however long it takes, and tells people why it does. */
  static void await(DataStore dataStore, Lifetime lifetime) throws InterruptedException {
    Instant reminder = Instant.now().plus(REMINDER);
    while (dataStore.status().state() == DataStoreStatus.State.LOADING && !lifetime.isEnding()) {
      Thread.sleep(LOOK_MILLIS);
      if (Instant.now().isAfter(reminder)) {
        reminder = Instant.now().plus(REMINDER);
        LOG.warn("still loading the records: {}", reason(dataStore.status()));
      }
    }
    DataStoreStatus status = dataStore.status();
    if (status.state() == DataStoreStatus.State.REFUSED) {
      throw new CommandException(
          ExitCode.FAILED,
          "FAILED_PRECONDITION",
          status.lastFailure().orElse("the store's format is not known to this version"));
    }
  }

  /** Returns how far a load is; where nothing comes from the store, what went wrong. */
  static String reason(DataStoreStatus status) {
    return status
        .loading()
        .filter(loading -> loading.records() > 0)
        .map(loading -> Texts.number(loading.records()) + " so far")
        .or(status::lastFailure)
        .orElse("the store has told none yet");
  }
}
