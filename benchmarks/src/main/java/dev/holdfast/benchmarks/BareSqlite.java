package dev.holdfast.benchmarks;

import dev.holdfast.store.Stores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The ceiling J: one thread that writes the rows of a store by plain JDBC, many puts a transaction,
 * without reading, judging or telling anything.
 */
final class BareSqlite implements AutoCloseable {

  private final Workload workload;
  private final Connection connection;
  private final PreparedStatement log;
  private final PreparedStatement entry;
  private final PreparedStatement counter;
  private long revision;

  BareSqlite(Path file, Workload workload) throws SQLException {
    Stores.open("sqlite:" + file).close(); // creates the tables
    this.workload = workload;
    this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement pragma = connection.createStatement()) {
      pragma.execute("pragma journal_mode = wal");
      pragma.execute("pragma synchronous = full");
    }
    connection.setAutoCommit(false);
    log =
        connection.prepareStatement(
            "insert into holdfast_log (rev, seq, k, type, v, create_rev, version, prev_v,"
                + " prev_create_rev, prev_mod_rev, prev_version, nonce)"
                + " values (?, 0, ?, 1, ?, 1, 2, ?, 1, 1, 1, 7)");
    entry =
        connection.prepareStatement(
            "insert into holdfast_kv (k, v, create_rev, mod_rev, version) values (?, ?, 1, ?, 2)"
                + " on conflict (k) do update set v = excluded.v,"
                + " create_rev = excluded.create_rev, mod_rev = excluded.mod_rev,"
                + " version = excluded.version");
    counter =
        connection.prepareStatement("update holdfast_meta set rev = ?, nonce = 7 where id = 1");
  }

  /** Returns the puts per second with a number of puts in each transaction. */
  double run(int batch, Duration warmUp, Duration measured) throws SQLException {
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
      }
    }
  }

  private void commit(int batch) throws SQLException {
    for (int i = 0; i < batch; i++) {
      revision++;
      byte[] key = workload.key(revision).toByteArray();
      byte[] value = workload.value(revision).toByteArray();
      log.setLong(1, revision);
      log.setBytes(2, key);
      log.setBytes(3, value);
      log.setBytes(4, value);
      log.addBatch();
      entry.setBytes(1, key);
      entry.setBytes(2, value);
      entry.setLong(3, revision);
      entry.addBatch();
    }
    log.executeBatch();
    entry.executeBatch();
    counter.setLong(1, revision);
    counter.executeUpdate();
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
