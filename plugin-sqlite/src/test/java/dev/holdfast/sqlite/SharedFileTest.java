package dev.holdfast.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.testservers.ChildJvm;
import dev.holdfast.testservers.WatchDigest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, eight threads each, count on the same keys of one file. */
final class SharedFileTest {

  private static final int THREADS = 8;
  private static final int INCREMENTS = 100;

  @TempDir private Path folder;

  @Test
  void twoProcesses_loseNoUpdateAndMissNoEvent() throws Exception {
    String url = "sqlite:" + folder.resolve("store.db") + "?shared=true";
    try (ChildJvm one = start(url);
        ChildJvm two = start(url)) {
      assertThat(List.of(one.awaitLine(), two.awaitLine())).containsExactly("ready", "ready");
      tell(one, "go");
      tell(two, "go");
      assertThat(List.of(one.awaitLine(), two.awaitLine())).containsExactly("done", "done");
      try (Store store = Stores.open(url)) {
        var page = store.blocking().get(GetRequest.of(KeyRange.all()));
        long counted =
            page.entries().stream()
                .mapToLong(entry -> Long.parseLong(entry.value().toUtf8()))
                .sum();
        assertThat(counted).isEqualTo(2L * THREADS * INCREMENTS);
        assertThat(page.entries()).allMatch(e -> e.version() == number(e.value().toUtf8()));
        assertSameEvents(one, two, store, page.header().revision());
      }
    }
  }

  private static void assertSameEvents(ChildJvm one, ChildJvm two, Store store, long until)
      throws IOException {
    try (Watch watch = store.watch(WatchRequest.after(0, KeyRange.all()))) {
      WatchDigest expected = WatchDigest.of(watch, until);
      assertThat(expected.events()).isEqualTo(2L * THREADS * INCREMENTS);
      for (ChildJvm child : List.of(one, two)) {
        tell(child, "until " + until);
        assertThat(child.awaitLine()).isEqualTo(expected.toString());
      }
    }
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }

  private static ChildJvm start(String url) throws IOException {
    return ChildJvm.start(
        SharedWriterProcess.class, url, Integer.toString(THREADS), Integer.toString(INCREMENTS));
  }

  private static void tell(ChildJvm child, String order) throws IOException {
    child.process().getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
    child.process().getOutputStream().flush();
  }
}
