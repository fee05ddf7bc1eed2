package dev.holdfast.server.cli;

import dev.holdfast.datastore.DataStore;

/**
 * A DataStore that is served somewhere, and the way there.
 *
 * @param dataStore the DataStore
 * @param channel what is closed after it
 */
public record Connection(DataStore dataStore, Runnable channel) implements AutoCloseable {

  @Override
  public void close() {
    try {
      dataStore.close();
    } finally {
      channel.run();
    }
  }
}
