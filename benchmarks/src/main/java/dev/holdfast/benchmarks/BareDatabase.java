package dev.holdfast.benchmarks;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Stores;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The ceiling J: one thread that writes the rows of a store by plain JDBC, many puts a transaction,
 * without reading, judging or telling anything.
 */
final class BareDatabase implements AutoCloseable {

  private static final String PREFIX = "bare";

  private final Workload workload;
  private final Connection connection;
  private final PreparedStatement lock;
  private final BareRows log;
  private final BareRows entries;
  private final PreparedStatement counter;
  private long revision;
  private long longestCommit;

  private BareDatabase(Database database, Workload workload) throws SQLException {
    this.workload = workload;
    this.connection = database.connect(PREFIX);
    String tables = database.tables(PREFIX);
    lock =
        connection.prepareStatement(
            "select rev from " + tables + "meta where id = 1" + database.forUpdate());
    log =
        new BareRows(
            connection,
            database.inserts(),
            "insert into "
                + tables
                + "log (rev, seq, k, type, v, create_rev, version, prev_v,"
                + " prev_create_rev, prev_mod_rev, prev_version, nonce) values ",
            "(?, 0, ?, 1, ?, 1, 2, ?, 1, 1, 1, 7)",
            "");
    entries =
        new BareRows(
            connection,
            database.inserts(),
            "insert into " + tables + "kv (k, v, create_rev, mod_rev, version) values ",
            "(?, ?, 1, ?, 2)",
            database.onConflict());
    counter =
        connection.prepareStatement(
            "update " + tables + "meta set rev = ?, nonce = 7 where id = 1");
  }

  static BareDatabase open(Database database, Workload workload) throws SQLException {
    Stores.open(database.url(PREFIX)).close(); // creates the tables
    return new BareDatabase(database, workload);
  }

  /** Returns the puts per second with a number of puts in each transaction. */
  double run(int batch, Duration warmUp, Duration measured) throws SQLException {
    catchUp();
    long start = System.nanoTime() + warmUp.toNanos();
    long end = start + measured.toNanos();
    long counted = 0;
    while (true) {
      long now = System.nanoTime();
      if (now >= end) {
        return counted * 1e9 / (now - start);
      }
      commit(batch);
      if (now >= start) {
        counted += batch;
        longestCommit = Math.max(longestCommit, System.nanoTime() - now);
      }
    }
  }

  /** Returns how long the longest of the measured commits took, in milliseconds. */
  double longestCommitMillis() {
    return longestCommit / 1e6;
  }

  /**
   * Returns the puts per second of callers who each commit their own, on connections of their own,
   * in the order that the counter's lock gives them.
   */
  static double runEach(Database database, Workload workload, int callers, Duration measured)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    List<Future<Double>> rates = new ArrayList<>();
    for (int caller = 0; caller < callers; caller++) {
      rates.add(
          threads.submit(
              () -> {
                try (BareDatabase own = new BareDatabase(database, workload)) {
                  return own.runAlone(measured);
                }
              }));
    }
    double sum = 0;
    for (Future<Double> rate : rates) {
      sum += rate.get();
    }
    threads.shutdown();
    return sum;
  }

  private double runAlone(Duration measured) throws SQLException {
    long start = System.nanoTime();
    long counted = 0;
    while (System.nanoTime() - start < measured.toNanos()) {
      catchUp();
      commit(1);
      counted++;
    }
    return counted * 1e9 / (System.nanoTime() - start);
  }

  /** Takes the counter's lock, and goes on from where others have left it. */
  private void catchUp() throws SQLException {
    try (ResultSet locked = lock.executeQuery()) {
      locked.next();
      revision = locked.getLong(1);
    }
  }

  private void commit(int batch) throws SQLException {
    Set<Bytes> changed = new HashSet<>();
    for (int i = 0; i < batch; i++) {
      revision++;
      Bytes drawn = workload.key(revision);
      byte[] key = drawn.toByteArray();
      byte[] value = workload.value(revision).toByteArray();
      log.add(revision, key, value, value);
      if (changed.add(drawn)) {
        entries.add(key, value, revision);
      }
    }
    log.write();
    entries.write();
    counter.setLong(1, revision);
    counter.executeUpdate();
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
