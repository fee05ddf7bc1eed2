package dev.holdfast.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RemoteStore;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.TxnId;
import dev.holdfast.testservers.ChildJvm;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server under load, again and again.
 *
 * <p>Each caller owns a pair of keys, {@code a/N} and {@code b/N}, and writes a growing number to
 * both in one commit. Afterwards both must hold the same number, at least the last one that was
 * acknowledged and at most the last one that was sent.
 */
@Order(2)
final class CrashTest {

  private static final int KILLS = 20;
  private static final int CALLERS = 64;
  private static final int COMMITS_BEFORE_KILL = 400;

  @TempDir private Path folder;

  private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
  private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
  private final AtomicLong highestRevision = new AtomicLong();
  private final AtomicReference<String> history = new AtomicReference<>("");

  @Test
  void killUnderLoad_losesNothingThatWasAcknowledged() throws Exception {
    for (int round = 0; round < KILLS; round++) {
      try (ChildJvm child = start();
          RemoteStore remote = RemoteStore.at(socket())) {
        assertThat(child.awaitLine()).isEqualTo("ready");
        verify(remote.blocking());
        loadUntilKilled(child, remote);
      }
    }
    assertThat(acknowledged).hasSize(CALLERS);
    try (ChildJvm child = start();
        RemoteStore remote = RemoteStore.at(socket())) {
      assertThat(child.awaitLine()).isEqualTo("ready");
      verify(remote.blocking());
    }
  }

  private ChildJvm start() throws Exception {
    return ChildJvm.start(
        StoreProcess.class, "sqlite:" + folder.resolve("store.db"), socket().toString());
  }

  private Endpoint socket() {
    return Endpoint.parse("unix:" + folder.resolve("s"));
  }

  private void loadUntilKilled(ChildJvm child, RemoteStore remote) throws Exception {
    CountDownLatch commits = new CountDownLatch(COMMITS_BEFORE_KILL);
    CountDownLatch ended = new CountDownLatch(CALLERS);
    for (int caller = 0; caller < CALLERS; caller++) {
      write(remote, caller, commits, ended);
    }
    assertThat(commits.await(60, TimeUnit.SECONDS)).isTrue();
    child.close();
    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Writes the next number of a caller, and the one after it once that is acknowledged. */
  private void write(RemoteStore remote, int caller, CountDownLatch commits, CountDownLatch ended) {
    long number = sent.merge(caller, 1L, Long::sum);
    Bytes value = Bytes.utf8(Long.toString(number));
    var unused =
        remote
            .commit(
                CommitRequest.oneShot(
                    TxnId.random(),
                    List.of(),
                    List.of(
                        Mutation.put(Bytes.utf8("a/" + caller), value),
                        Mutation.put(Bytes.utf8("b/" + caller), value))))
            .whenComplete(
                (result, failure) -> {
                  if (failure != null) {
                    ended.countDown();
                    return;
                  }
                  acknowledged.put(caller, number);
                  note(result.header());
                  commits.countDown();
                  write(remote, caller, commits, ended);
                });
  }

  private void note(Header header) {
    highestRevision.accumulateAndGet(header.revision(), Math::max);
    history.set(header.historyId());
  }

  private void verify(BlockingStore store) {
    Map<String, Long> found = new HashMap<>();
    GetRequest request = GetRequest.of(KeyRange.all());
    var page = store.get(request);
    for (KeyValue entry : page.entries()) {
      found.put(entry.key().toUtf8(), Long.parseLong(entry.value().toUtf8()));
    }
    assertThat(page.more()).isFalse();
    acknowledged.forEach(
        (caller, number) -> {
          assertThat(found.get("a/" + caller))
              .as("caller %s, acknowledged %s", caller, number)
              .isEqualTo(found.get("b/" + caller))
              .isBetween(number, sent.get(caller));
        });
    assertThat(page.header().revision()).isGreaterThanOrEqualTo(highestRevision.get());
    if (highestRevision.get() > 0) {
      assertThat(page.header().historyId()).isEqualTo(history.get());
      long next = store.put(Bytes.utf8("c"), Bytes.utf8("0")).modRevision().orElseThrow();
      assertThat(next).isGreaterThan(highestRevision.get());
      store.delete(DeleteRequest.of(Bytes.utf8("c")));
    }
  }
}
