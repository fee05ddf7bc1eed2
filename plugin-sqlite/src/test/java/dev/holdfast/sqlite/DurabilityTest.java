package dev.holdfast.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RemoteStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.testservers.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No acknowledgement leaves before the sync of its bytes.
 *
 * <p>A kill of the process cannot show that, since it leaves the system's cache; so the server's
 * system calls are watched.
 */
final class DurabilityTest {

  private static final int PUTS = 30;

  @TempDir private Path folder;

  @BeforeEach
  void requireStrace() {
    boolean found = Files.isExecutable(Path.of("/usr/bin/strace"));
    boolean demanded = System.getenv().containsKey("HOLDFAST_TEST_TOOLS");
    assumeTrue(found || demanded, "strace is not installed, and HOLDFAST_TEST_TOOLS is not set");
    assertThat(found).as("/usr/bin/strace is installed").isTrue();
  }

  @Test
  void put_isSyncedBeforeItIsAcknowledged() throws Exception {
    String url = "sqlite:" + folder.resolve("store.db");
    String history;
    try (Store store = Stores.open(url)) {
      history = store.blocking().put(Bytes.utf8("a"), Bytes.utf8("b")).header().historyId();
    }
    StraceLog log = trace(StoreProcess.class, history, url, socket().toString());
    assertThat(log.answers()).as(log::toString).isEqualTo(PUTS);
    assertThat(log.syncs()).isGreaterThanOrEqualTo(PUTS);
    assertThat(log.early()).isEmpty();
  }

  @Test
  void trace_revealsAStoreThatDoesNotSync() throws Exception {
    String history = "history-of-an-unsafe-store";
    StraceLog log =
        trace(
            UnsyncedStoreProcess.class,
            history,
            folder.resolve("store.db").toString(),
            socket().toString(),
            history);
    assertThat(log.answers()).isEqualTo(PUTS);
    assertThat(log.early()).hasSize(PUTS);
  }

  private StraceLog trace(Class<?> main, String history, String... arguments) throws Exception {
    Path output = folder.resolve("trace");
    List<String> strace =
        List.of(
            "/usr/bin/strace",
            "-f",
            "-qq",
            "-yy",
            "-s",
            "512",
            "-o",
            output.toString(),
            "-e",
            "trace=write,writev,pwrite64,sendmsg,sendto,fsync,fdatasync");
    try (ChildJvm child = ChildJvm.startUnder(strace, main, arguments);
        RemoteStore remote = RemoteStore.at(socket())) {
      assertThat(child.awaitLine()).isEqualTo("ready");
      for (int i = 0; i < PUTS; i++) {
        var put = remote.blocking().put(Bytes.utf8("k" + i), Bytes.utf8("value " + i));
        assertThat(put.header().historyId()).isEqualTo(history);
      }
    }
    return new StraceLog(Files.readAllLines(output), "store.db-wal", history);
  }

  private Endpoint socket() {
    return Endpoint.parse("unix:" + folder.resolve("s"));
  }
}
