package dev.holdfast.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.StorePlugin;
import dev.holdfast.store.Batch;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisedPluginTest {

  private static final int COMMITS = 120;
  private static final Set<Integer> KILLED_AT = Set.of(30, 80);

  @TempDir private Path folder;

  @Test
  void plugin_thatIsKilled_losesNoCommitAndNoEvent() throws Exception {
    try (Store store = Stores.open(url());
        Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
      assertThat(watch.next().get(60, TimeUnit.SECONDS)).isInstanceOf(WatchResponse.Created.class);
      for (int number = 0; number < COMMITS; number++) {
        var commit =
            CommitRequest.oneShot(
                TxnId.random(), List.of(), List.of(Mutation.put(key(number), Bytes.utf8("value"))));
        var answer = store.commit(commit);
        if (KILLED_AT.contains(number)) {
          kill();
        }
        settle(store, commit, answer);
      }
      assertThat(store.blocking().count(CountRequest.of(KeyRange.all())).count())
          .isEqualTo(COMMITS);
      List<Bytes> told = drain(watch);
      assertThat(told).doesNotHaveDuplicates().hasSize(COMMITS);
    }
  }

  /** Kills this test's plugin; other tests of this process have children too. */
  private void kill() {
    List<ProcessHandle> plugins =
        ProcessHandle.current().children().filter(this::isOverTheFolder).toList();
    assertThat(plugins).hasSize(1);
    plugins.get(0).destroyForcibly();
  }

  private boolean isOverTheFolder(ProcessHandle child) {
    // All its words, unlike ProcessHandle.Info, which stops at 4 KiB.
    Path words = Path.of("/proc", Long.toString(child.pid()), "cmdline");
    try {
      return Files.readString(words, StandardCharsets.ISO_8859_1).contains(folder.toString());
    } catch (IOException e) {
      return false; // another test's, which has just ended
    }
  }

  /** A commit is known to be applied, or known not to be: then it is made again, by the same id. */
  private static void settle(
      Store store, CommitRequest commit, CompletableFuture<CommitResult> first)
      throws InterruptedException {
    var answer = first;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (true) {
      try {
        assertThat(BlockingStore.await(answer).wrote()).isTrue();
        return;
      } catch (StoreException e) {
        assertThat(e.reason()).as("%s", e).isEqualTo(ErrorReason.NOT_APPLIED);
        assertThat(System.nanoTime()).as("the time").isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(20);
        answer = store.commit(commit);
      }
    }
  }

  private static List<Bytes> drain(Watch watch) throws Exception {
    List<Bytes> keys = new ArrayList<>();
    while (keys.size() < COMMITS) {
      if (watch.next().get(60, TimeUnit.SECONDS) instanceof WatchResponse.Batches batches) {
        for (Batch batch : batches.batches()) {
          batch.events().stream().map(Event::key).forEach(keys::add);
        }
      }
    }
    return keys;
  }

  private static Bytes key(int number) {
    return Bytes.utf8("key-" + number);
  }

  private String url() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String arguments =
        String.join(
            " ",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            StorePlugin.class.getName(),
            "sqlite:" + folder.resolve("store.db"));
    return "plugin:"
        + java
        + "?plugin_args="
        + URLEncoder.encode(arguments, StandardCharsets.UTF_8);
  }
}
