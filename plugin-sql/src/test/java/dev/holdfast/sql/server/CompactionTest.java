package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sql.SqlDialect.Role;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.TestServers;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows below the mark of compaction. */
final class CompactionTest {

  /** More than a step deletes, several times. */
  private static final int COMMITS = 2_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @ParameterizedTest
  @EnumSource
  void oldRows_areDeletedOnceTheHistoryIsOver(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String prefix = TestStores.newPrefix();
    String url =
        TestServers.url(kind)
            + "&table_prefix="
            + prefix
            + "&history_retention_ms=1000&history_retention_revisions=0";
    try (Store store = Stores.open(url);
        ServerDialect dialect = TestStores.dialect(kind, url);
        Connection connection = dialect.open(Role.FOLLOWER)) {
      CompletableFuture<?>[] puts =
          IntStream.range(0, COMMITS)
              .mapToObj(
                  i -> store.put(PutRequest.of(Bytes.utf8("k" + i % 100), Bytes.utf8("v" + i))))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(puts).join();
      assertThat(count(connection, prefix + "kv")).isEqualTo(100);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (count(connection, prefix + "log") > 0) {
        assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
        Thread.sleep(20);
      }
      assertThat(count(connection, prefix + "kv")).isEqualTo(100);
    }
  }

  private static long count(Connection connection, String table) throws Exception {
    return Long.parseLong(ServerDialect.text(connection, "select count(*) from " + table));
  }
}
