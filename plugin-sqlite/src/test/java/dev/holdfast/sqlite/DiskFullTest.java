package dev.holdfast.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills the disk under a store, and makes room again. */
final class DiskFullTest {

  private static final Bytes VALUE = Bytes.wrap(new byte[10_000]);

  @TempDir private Path folder;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString());
    assumeTrue(mounted, "a small disk cannot be mounted here, which takes root");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(run("umount", folder.toString())).isTrue();
    }
  }

  @Test
  void put_onAFullDisk_isRefusedAndSucceedsWhenThereIsRoom() throws Exception {
    Path filler = folder.resolve("filler");
    Files.write(filler, new byte[2_000_000]);
    String url = "sqlite:" + folder.resolve("store.db");
    long acknowledged;
    try (Store store = Stores.open(url)) {
      acknowledged = fill(store.blocking());
      assertThat(refusal(store.blocking(), acknowledged)).isEqualTo(ErrorReason.NO_SPACE);
      assertThat(count(store)).isEqualTo(acknowledged);
      Files.delete(filler);
      store.blocking().put(Bytes.utf8("k" + acknowledged++), VALUE);
      assertThat(count(store)).isEqualTo(acknowledged);
    }
    try (Store store = Stores.open(url)) {
      assertThat(count(store)).isEqualTo(acknowledged);
    }
  }

  private static long fill(BlockingStore store) {
    for (long number = 0; ; number++) {
      if (put(store, number).isPresent()) {
        return number;
      }
    }
  }

  private static ErrorReason refusal(BlockingStore store, long number) {
    return put(store, number).orElseThrow().reason();
  }

  private static Optional<StoreException> put(BlockingStore store, long number) {
    try {
      store.put(Bytes.utf8("k" + number), VALUE);
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(e);
    }
  }

  private static long count(Store store) {
    return store.blocking().count(CountRequest.of(KeyRange.all())).count();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
