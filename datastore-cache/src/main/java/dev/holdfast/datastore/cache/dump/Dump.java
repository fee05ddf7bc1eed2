package dev.holdfast.datastore.cache.dump;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.LongConsumer;

/**
 * Dumps a whole DataStore at one revision into a file, and loads a store from one.
 *
 * <p>Ids, times of creation, numbers of updates and the order of listings are kept, and so are
 * fields of a later version; revisions are those of the store that is loaded. Any store will do on
 * either side.
 */
public final class Dump {

  private Dump() {}

  /**
   * Writes a dump of the DataStore in a store, as of one revision; it may be written to meanwhile.
   *
   * @param store the store
   * @param out where to; stays open
   * @param progress is told from time to time how many records are written
   * @throws IOException if it cannot be written
   * @throws DataStoreException {@code FAILED_PRECONDITION} if the store is laid out in a format
   *     that this version does not know, or holds no DataStore
   * @throws StoreException if the store cannot be read
   */
  public static DumpSummary write(Store store, OutputStream out, LongConsumer progress)
      throws IOException {
    return new DumpWriter(store, Clock.systemUTC()).write(out, progress);
  }

  /**
   * Reads a dump from its first byte to its last, and tells what is in it.
   *
   * @param file the dump
   * @throws IOException if the file cannot be read
   * @throws DataStoreException {@code INVALID_ARGUMENT} if it is no dump, or was cut or damaged;
   *     {@code FAILED_PRECONDITION} if a later version wrote it
   */
  public static DumpSummary check(Path file) throws IOException {
    try (DumpFile dump = DumpFile.open(file)) {
      return dump.summary();
    }
  }

  /**
   * Loads a dump into a store that holds no record. The whole file is read and checked before
   * anything is written.
   *
   * <p>The load takes several commits. Until the last one no server serves the store; servers that
   * are running on it must be started again afterwards. A load that was broken off is repeated with
   * the same dump.
   *
   * @param file the dump
   * @param store the store
   * @param progress is told from time to time how many records are loaded
   * @throws IOException if the file cannot be read
   * @throws DataStoreException as {@link #check} does; {@code ALREADY_EXISTS} if the store holds
   *     records, or a part of another dump; {@code INVALID_ARGUMENT}, reason {@code TOO_LARGE}, if
   *     a record exceeds the store's limits
   * @throws StoreException if the store cannot be written to
   */
  public static DumpSummary load(Path file, Store store, LongConsumer progress) throws IOException {
    try (DumpFile dump = DumpFile.open(file)) {
      new DumpLoader(dump, store).load(progress);
      return dump.summary();
    }
  }
}
